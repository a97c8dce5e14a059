import { createHash, randomUUID } from 'node:crypto';
import { checkTrigger, WorkflowError, type Plan } from '@workflow/core';
import type { DefinitionStore } from '../definitions/definition-store.js';
import type { EngineLogger } from '../runtime/engine-logger.js';
import type { RunJobData } from '../runtime/job-data.js';
import type { PlanCache } from '../runtime/plan-cache.js';
import { jobsOf } from '../runtime/release.js';
import type { WorkflowQueues } from '../runtime/workflow-queues.js';
import { createRun } from '../state/scripts/create-run.js';
import type { RunStore } from '../state/run-store.js';
import { isStateFull } from '../state/state-error.js';
import type { StateRoom } from '../state/state-room.js';
import type { StartedRun, StartOptions } from '../workflow.types.js';
import { derivedRunId, newRunId } from './run-id.js';

/** Starts runs: checks the trigger, writes the run, adds its job tree. */
export class StartRun {
  constructor(
    private readonly store: RunStore,
    private readonly definitions: DefinitionStore,
    private readonly plans: PlanCache,
    private readonly queues: WorkflowQueues,
    private readonly room: StateRoom,
    private readonly options: { readonly sandbox: readonly string[] },
    private readonly clock: { now(): number },
    private readonly logger: EngineLogger,
  ) {}

  /**
   * Same idempotency key and body gives the same run; a crash between state and job tree is mended by the caller's
   * repetition or by the sweeper.
   * @throws NOT_FOUND, CONFLICT (retired), INVALID_TRIGGER, IDEMPOTENCY_KEY_REUSED, STATE_FULL, NOT_BUILT (priority)
   */
  async start(workflowId: string, trigger: object, options: StartOptions): Promise<StartedRun> {
    const { teamId, idempotencyKey } = options;
    if (options.priority !== undefined) throw new WorkflowError('NOT_BUILT', 'Priorities of runs are not built yet.');
    const runId = idempotencyKey === undefined ? newRunId(0) : derivedRunId(0, teamId, workflowId, idempotencyKey);
    const bodyHash = idempotencyKey === undefined ? '' : hashBody(trigger, options);
    // A key that has started its run gives that run, whatever has become of the workflow since.
    const before = idempotencyKey === undefined ? undefined : await this.#existing(teamId, runId, bodyHash);
    if (before !== undefined) return before;

    const version = await this.#version(workflowId, options);
    const plan = await this.plans.get(teamId, workflowId, version);
    const checked = checkTrigger(plan.definition, trigger);
    if (!checked.ok) {
      const message = `The trigger does not match the inputs of '${workflowId}'.`;
      throw new WorkflowError('INVALID_TRIGGER', message, { details: checked.problems });
    }
    await this.room.demand();
    const run: RunJobData = {
      teamId,
      runId,
      workflowId,
      version,
      correlationId: options.correlationId ?? randomUUID(),
      ...(options.traceparent === undefined ? {} : { traceparent: options.traceparent }),
    };
    const existing = await this.#create(plan, run, checked.trigger, options, bodyHash);
    if (existing !== undefined) return existing;
    await this.#addTree(plan, run);
    this.logger.info({ ...run, by: options.by }, 'run started');
    return { runId, status: 'pending', isNew: true };
  }

  /** The run is written, so it will run: what a full Redis does not take now, the sweeper adds later. */
  async #addTree(plan: Plan, run: RunJobData): Promise<void> {
    try {
      await this.queues.addTree(run, jobsOf(plan, run, plan.roots));
    } catch (error) {
      if (!isStateFull(error)) throw error;
      this.logger.warn({ ...run, err: error }, 'Redis is full: the jobs of a started run are added later');
    }
  }

  async #version(workflowId: string, { teamId, version }: StartOptions): Promise<number> {
    const workflow = await this.definitions.head(teamId, workflowId);
    if (workflow.isRetired) {
      throw new WorkflowError('CONFLICT', `Workflow '${workflowId}' is retired: no new runs are started.`);
    }
    return version ?? workflow.latestVersion;
  }

  async #create(
    plan: Plan,
    run: RunJobData,
    trigger: object,
    options: StartOptions,
    bodyHash: string,
  ): Promise<StartedRun | undefined> {
    const { teamId, runId, workflowId, version, correlationId, traceparent } = run;
    const now = this.clock.now();
    const { timeout } = plan.definition;
    const reply = await createRun(this.store.redis, this.store.keys, {
      teamId,
      runId,
      workflowId,
      now,
      deadline: timeout === undefined ? undefined : now + timeout,
      bodyHash,
      ready: plan.roots,
      fields: {
        wf: workflowId,
        v: String(version),
        in: this.store.encode(teamId, runId, trigger),
        ci: correlationId,
        ...(traceparent === undefined ? {} : { tp: traceparent }),
        ...(options.by === undefined ? {} : { by: options.by }),
        ...(this.options.sandbox.length === 0 ? {} : { sb: this.options.sandbox.join(',') }),
      },
      event: JSON.stringify({ workflowId, version, by: options.by, correlationId, sandbox: this.options.sandbox }),
    });
    switch (reply.kind) {
      case 'created':
        return undefined;
      case 'trimmed':
        throw new WorkflowError('CONFLICT', `Run ${runId} of this idempotency key has ended and is no longer kept.`);
      case 'exists':
        return this.#existing(teamId, runId, bodyHash);
      default:
        return reply satisfies never;
    }
  }

  /** The run that the key has started, with the jobs that its starter may have died before adding. */
  async #existing(teamId: string, runId: string, bodyHash: string): Promise<StartedRun | undefined> {
    const record = await this.store.read(teamId, runId);
    if (record === undefined) return undefined;
    if (record.raw('bh') !== bodyHash) {
      throw new WorkflowError('IDEMPOTENCY_KEY_REUSED', `The idempotency key started run ${runId} with another body.`);
    }
    const { workflowId, version, correlationId, traceparent, status } = record;
    if (status === 'pending') {
      const run: RunJobData = { teamId, runId, workflowId, version, correlationId, traceparent };
      await this.#addTree(await this.plans.get(teamId, workflowId, version), run);
    }
    return { runId, status, isNew: false };
  }
}

function hashBody(trigger: object, { version }: StartOptions): string {
  return createHash('sha256')
    .update(JSON.stringify(sorted({ trigger, version })))
    .digest('base64url');
}

/** Key order does not make another body. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sorted(item)]),
  );
}
