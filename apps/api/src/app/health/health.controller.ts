import { Res } from '@nestjs/common';
import { routes, type AnswerOf, type InputOf } from '@workflow/contract';
import { Input, Serves, WorkflowController, type HttpResponse } from '../workflow/index.js';
import { Readiness } from './readiness.js';

@WorkflowController()
export class HealthController {
  constructor(private readonly readiness: Readiness) {}

  @Serves(routes.getLive)
  live(@Input() _input: InputOf<typeof routes.getLive>): AnswerOf<typeof routes.getLive> {
    return { status: 'ok' };
  }

  @Serves(routes.getReady)
  async ready(
    @Input() _input: InputOf<typeof routes.getReady>,
    @Res({ passthrough: true }) response: HttpResponse,
  ): Promise<AnswerOf<typeof routes.getReady>> {
    const found = await this.readiness.read();
    if (found.status !== 'ready') response.status(503);
    return found;
  }
}
