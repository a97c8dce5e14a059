import { Res } from '@nestjs/common';
import { describePlan } from '@workflow/core';
import { routes, type AnswerOf, type InputOf, type SourceText } from '@workflow/contract';
import type { Caller, DefinitionSource } from '../workflow.types.js';
import { WorkflowService } from '../workflow.service.js';
import type { HttpResponse } from './adapter.js';
import { CalledBy } from './input/caller.decorator.js';
import { Input, Serves, WorkflowController } from './input/serves.decorator.js';

@WorkflowController()
export class WorkflowsController {
  constructor(private readonly workflows: WorkflowService) {}

  @Serves(routes.publishWorkflow)
  async publish(
    @Input() { body }: InputOf<typeof routes.publishWorkflow>,
    @CalledBy() caller: Caller,
    @Res({ passthrough: true }) response: HttpResponse,
  ): Promise<AnswerOf<typeof routes.publishWorkflow>> {
    const { isNew, id, version, checksum, warnings } = await this.workflows.publish(sourceOf(body), caller);
    if (!isNew) response.status(200);
    return { id, version, checksum, warnings };
  }

  @Serves(routes.validateWorkflow)
  async validate(
    @Input() { body }: InputOf<typeof routes.validateWorkflow>,
    @CalledBy() caller: Caller,
  ): Promise<AnswerOf<typeof routes.validateWorkflow>> {
    return this.workflows.validate(sourceOf(body), caller);
  }

  @Serves(routes.listWorkflows)
  async list(
    @Input() { query }: InputOf<typeof routes.listWorkflows>,
    @CalledBy() caller: Caller,
  ): Promise<AnswerOf<typeof routes.listWorkflows>> {
    return this.workflows.listWorkflows({ ...caller, ...query });
  }

  @Serves(routes.getWorkflow)
  async get(
    @Input() { params }: InputOf<typeof routes.getWorkflow>,
    @CalledBy() caller: Caller,
  ): Promise<AnswerOf<typeof routes.getWorkflow>> {
    return this.workflows.getWorkflow(params.id, caller);
  }

  @Serves(routes.getWorkflowVersion)
  async getVersion(
    @Input() { params }: InputOf<typeof routes.getWorkflowVersion>,
    @CalledBy() caller: Caller,
  ): Promise<AnswerOf<typeof routes.getWorkflowVersion>> {
    const { definition, ...summary } = await this.workflows.getVersion(params.id, params.version, caller);
    return { ...summary, definition: { ...definition } };
  }

  @Serves(routes.planWorkflow)
  async plan(
    @Input() { params, query }: InputOf<typeof routes.planWorkflow>,
    @CalledBy() caller: Caller,
  ): Promise<AnswerOf<typeof routes.planWorkflow>> {
    return describePlan(await this.workflows.plan(params.id, { ...caller, version: query.version }));
  }

  @Serves(routes.retireWorkflow)
  async retire(@Input() { params }: InputOf<typeof routes.retireWorkflow>, @CalledBy() caller: Caller): Promise<void> {
    await this.workflows.retire(params.id, caller);
  }
}

/** The text itself goes to the checker, so that problems carry line and column. */
function sourceOf({ text, format }: SourceText): DefinitionSource {
  return { kind: 'text', text, format };
}
