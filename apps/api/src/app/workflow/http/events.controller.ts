import { Req } from '@nestjs/common';
import { routes, type AnswerOf, type InputOf } from '@workflow/contract';
import type { Caller } from '../workflow.types.js';
import { WorkflowService } from '../workflow.service.js';
import type { HttpRequest } from './adapter.js';
import { correlationOf, traceparentOf } from './correlation.js';
import { CalledBy } from './input/caller.decorator.js';
import { Input, Serves, WorkflowController } from './input/serves.decorator.js';

/** What the world tells a team's workflows. */
@WorkflowController()
export class EventsController {
  constructor(private readonly workflows: WorkflowService) {}

  @Serves(routes.emitEvent)
  async emit(
    @Input() { params, body, headers }: InputOf<typeof routes.emitEvent>,
    @CalledBy() caller: Caller,
    @Req() request: HttpRequest,
  ): Promise<AnswerOf<typeof routes.emitEvent>> {
    return this.workflows.emit(params.name, body, {
      ...caller,
      correlationId: correlationOf(request),
      traceparent: traceparentOf(request),
      idempotencyKey: headers['idempotency-key'],
    });
  }
}
