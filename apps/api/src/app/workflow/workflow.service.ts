import { Inject, Injectable } from '@nestjs/common';
import type {
  ApproveStepRequest,
  EmittedEvent,
  ResolveStepRequest,
  Run,
  RunReport,
  RunSummary,
  StepState,
  TimelineEvent,
} from '@workflow/contract';
import { WorkflowError, type Plan } from '@workflow/core';
import { AgentRegistry } from './agents/agent-registry.js';
import { WORKFLOW_ENGINE } from './engine.provider.js';
import type { Engine } from './engine.js';
import { agentHealth } from './runs/agent-health.js';
import { reportRun } from './runs/report-run.js';
import { WORKFLOW_OPTIONS, type WorkflowOptions } from './workflow.options.js';
import type {
  AgentsView,
  Caller,
  DefinitionSource,
  EmitOptions,
  ListRunsQuery,
  Page,
  PublishedWorkflow,
  SignalOptions,
  StartedRun,
  StartOptions,
  ValidationResult,
  WorkflowSummary,
} from './workflow.types.js';

/** Events that a report reads at the most. */
const reportEvents = 5_000;

/**
 * What other features inject, and what the HTTP door calls. Every method looks things up under the caller's team: what
 * belongs to another team is `NOT_FOUND`. Errors are `WorkflowError` with a code of the error table.
 */
@Injectable()
export class WorkflowService {
  constructor(
    @Inject(WORKFLOW_ENGINE) private readonly engine: Engine,
    @Inject(WORKFLOW_OPTIONS) private readonly options: WorkflowOptions,
    private readonly registry: AgentRegistry,
  ) {}

  /** Stores a new version. @throws INVALID_DEFINITION with `details: Problem[]`; FORBIDDEN for another team's id */
  publish(source: DefinitionSource | object, caller: Caller): Promise<PublishedWorkflow> {
    return this.engine.publishDefinition.publish(source, caller);
  }

  /** The checker's list; stores nothing. */
  async validate(source: DefinitionSource | object, caller: Caller): Promise<ValidationResult> {
    return this.engine.publishDefinition.validate(source, caller);
  }

  listWorkflows(query: Caller & { cursor?: string; limit?: number }): Promise<Page<WorkflowSummary>> {
    return this.engine.definitions.list(query.teamId, query.cursor, query.limit ?? 20);
  }

  /** @throws NOT_FOUND */
  getWorkflow(id: string, { teamId }: Caller): Promise<WorkflowSummary> {
    return this.engine.definitions.summary(teamId, id);
  }

  /** A version as stored: its normal form. @throws NOT_FOUND */
  async getVersion(
    id: string,
    version: number,
    { teamId }: Caller,
  ): Promise<WorkflowSummary & { version: number; definition: object }> {
    const summary = await this.engine.definitions.versionSummary(teamId, id, version);
    const { definition } = await this.engine.plans.get(teamId, id, version);
    return { ...summary, version, definition };
  }

  /** @throws NOT_FOUND */
  async plan(id: string, { teamId, version }: Caller & { version?: number }): Promise<Plan> {
    const latest = version ?? (await this.engine.definitions.summary(teamId, id)).latestVersion;
    return this.engine.plans.get(teamId, id, latest);
  }

  /** No new runs; those that are alive go on. @throws NOT_FOUND */
  retire(id: string, { teamId }: Caller): Promise<void> {
    return this.engine.definitions.retire(teamId, id);
  }

  /** @throws NOT_FOUND, CONFLICT (retired), INVALID_TRIGGER, IDEMPOTENCY_KEY_REUSED, STATE_FULL */
  start(workflowId: string, trigger: object, options: StartOptions): Promise<StartedRun> {
    return this.engine.startRun.start(workflowId, trigger, options);
  }

  /** @throws NOT_FOUND */
  get(runId: string, caller: Caller): Promise<Run> {
    return this.engine.getRun.get(runId, caller);
  }

  /** One step of a run, by its path such as `each.3.ask`. @throws NOT_FOUND */
  async step(runId: string, path: string, caller: Caller): Promise<StepState> {
    return this.engine.getRun.step(runId, path, caller);
  }

  /** Newest first. */
  list(query: ListRunsQuery): Promise<Page<RunSummary>> {
    return this.engine.listRuns.list(query);
  }

  /** In order; the cursor is the id of the last event seen. @throws NOT_FOUND */
  timeline(runId: string, query: Caller & { cursor?: string; limit?: number }): Promise<Page<TimelineEvent>> {
    return this.engine.getRun.timeline(runId, query);
  }

  /** Live, from after `after` (or the beginning) until the run has ended or `signal` aborts; loses nothing. */
  events(runId: string, query: Caller & { after?: string; signal?: AbortSignal }): AsyncIterable<TimelineEvent> {
    return this.engine.getRun.events(runId, query);
  }

  /** What is known so far. @throws NOT_FOUND */
  async report(runId: string, caller: Caller): Promise<RunReport> {
    const run = await this.get(runId, caller);
    const { items } = await this.timeline(runId, { ...caller, limit: reportEvents });
    return reportRun(run, items, this.engine.clock.now());
  }

  /** Waits until the run has ended, at most `timeout` ms; gives the run as it then stands. */
  result(runId: string, options: Caller & { timeout: number; signal?: AbortSignal }): Promise<Run> {
    return this.engine.getRun.result(runId, options);
  }

  /** A person settles a step in `unknown`. @throws NOT_FOUND, CONFLICT with the state found */
  async resolve(runId: string, stepId: string, resolution: ResolveStepRequest, caller: Caller): Promise<Run> {
    await this.engine.resolveStep.resolve(await this.engine.getRun.record(runId, caller), stepId, resolution, caller);
    return this.get(runId, caller);
  }

  /** Asks for the end; the run ends `cancelled` when nothing of it lives. @throws NOT_FOUND, CONFLICT */
  async cancel(runId: string, options: Caller & { reason?: string; compensate?: boolean }): Promise<Run> {
    await this.engine.cancelRun.cancel(runId, options);
    return this.get(runId, options);
  }

  /** Who can do what, and how they fare. */
  async agents(): Promise<AgentsView> {
    const health = await agentHealth(this.engine.queues, this.registry.names);
    return { ...this.registry.catalogue, health, sandbox: this.options.sandbox ?? [] };
  }

  /**
   * Payload for a wait of the run: of those that match, the one that was armed first. A signal that came too early is
   * kept where the wait is persistent, else dropped, and the timeline says so.
   * @throws NOT_FOUND; CONFLICT when the run has ended or waits for no such signal; IDEMPOTENCY_KEY_REUSED
   */
  signal(runId: string, name: string, payload: unknown, options: SignalOptions): Promise<'given' | 'kept' | 'dropped'> {
    return this.engine.signals.toRun(runId, name, payload, options);
  }

  /** The same for the team's waits under a key; with none armed it is kept for 24 h. @throws IDEMPOTENCY_KEY_REUSED */
  signalKey(
    name: string,
    key: string,
    payload: unknown,
    options: SignalOptions,
  ): Promise<'given' | 'kept' | 'dropped'> {
    return this.engine.signals.toKey(name, key, payload, options);
  }

  /**
   * Something happened: starts a run of every workflow of the team with a trigger by this event that fits. Gives the
   * runs, and the workflows that refused what their trigger made of it; all is written when this resolves.
   * @throws INVALID_REQUEST, IDEMPOTENCY_KEY_REUSED, STATE_FULL
   */
  emit(name: string, payload: object, options: EmitOptions): Promise<EmittedEvent> {
    return this.engine.emitEvent.emit(name, payload, options);
  }

  /**
   * Somebody's answer to a step that asks for approval; the caller is who votes.
   * @throws NOT_FOUND; FORBIDDEN for who is not listed or started the run; CONFLICT for a second vote or a step that asks
   * for nothing now; INVALID_REQUEST for a form that does not fit
   */
  approve(runId: string, stepId: string, answer: ApproveStepRequest, caller: Caller): Promise<void> {
    return this.engine.approveStep.approve(runId, stepId, answer, caller);
  }

  /** @throws NOT_BUILT */
  pause(_runId: string): Promise<never> {
    return notBuilt('pause');
  }

  /** @throws NOT_BUILT */
  resume(_runId: string): Promise<never> {
    return notBuilt('resume');
  }

  /** @throws NOT_BUILT */
  retry(_runId: string): Promise<never> {
    return notBuilt('retry');
  }
}

function notBuilt(verb: string): Promise<never> {
  return Promise.reject(new WorkflowError('NOT_BUILT', `'${verb}' is not built yet.`));
}
