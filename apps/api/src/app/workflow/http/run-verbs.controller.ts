import { routes, type AnswerOf, type InputOf } from '@workflow/contract';
import type { Caller } from '../workflow.types.js';
import { WorkflowService } from '../workflow.service.js';
import { HostPrefix } from './host-prefix.js';
import { CalledBy } from './input/caller.decorator.js';
import { Input, Serves, WorkflowController } from './input/serves.decorator.js';

/** What a person tells a run that is alive. */
@WorkflowController()
export class RunVerbsController {
  constructor(
    private readonly workflows: WorkflowService,
    private readonly prefix: HostPrefix,
  ) {}

  @Serves(routes.cancelRun)
  async cancel(
    @Input() { params, body }: InputOf<typeof routes.cancelRun>,
    @CalledBy() caller: Caller,
  ): Promise<AnswerOf<typeof routes.cancelRun>> {
    return this.prefix.link(await this.workflows.cancel(params.runId, { ...caller, ...body }));
  }

  @Serves(routes.resolveStep)
  async resolve(
    @Input() { params, body }: InputOf<typeof routes.resolveStep>,
    @CalledBy() caller: Caller,
  ): Promise<AnswerOf<typeof routes.resolveStep>> {
    return this.prefix.link(await this.workflows.resolve(params.runId, params.stepId, body, caller));
  }

  @Serves(routes.pauseRun)
  async pause(@Input() { params }: InputOf<typeof routes.pauseRun>): Promise<never> {
    return this.workflows.pause(params.runId);
  }

  @Serves(routes.resumeRun)
  async resume(@Input() { params }: InputOf<typeof routes.resumeRun>): Promise<never> {
    return this.workflows.resume(params.runId);
  }

  @Serves(routes.retryRun)
  async retry(@Input() { params }: InputOf<typeof routes.retryRun>): Promise<never> {
    return this.workflows.retry(params.runId);
  }

  @Serves(routes.signalRun)
  async signal(
    @Input() { params, body, headers }: InputOf<typeof routes.signalRun>,
    @CalledBy() caller: Caller,
  ): Promise<AnswerOf<typeof routes.signalRun>> {
    const options = { ...caller, idempotencyKey: headers['idempotency-key'] };
    const outcome = await this.workflows.signal(params.runId, params.name, body.payload ?? {}, options);
    return { accepted: true, outcome };
  }

  @Serves(routes.approveStep)
  async approve(
    @Input() { params, body }: InputOf<typeof routes.approveStep>,
    @CalledBy() caller: Caller,
  ): Promise<AnswerOf<typeof routes.approveStep>> {
    await this.workflows.approve(params.runId, params.stepId, body, caller);
    return { accepted: true };
  }

  @Serves(routes.sendSignal)
  async signalByKey(
    @Input() { params, body, headers }: InputOf<typeof routes.sendSignal>,
    @CalledBy() caller: Caller,
  ): Promise<AnswerOf<typeof routes.sendSignal>> {
    const options = { ...caller, idempotencyKey: headers['idempotency-key'] };
    const outcome = await this.workflows.signalKey(params.name, body.key, body.payload ?? {}, options);
    return { accepted: true, outcome };
  }
}
