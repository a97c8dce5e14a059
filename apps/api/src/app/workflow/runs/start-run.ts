import { createHash, randomUUID } from 'node:crypto';
import { checkTrigger, TerminalError, WorkflowError, type Plan, type Problem } from '@workflow/core';
import type { LatestVersions } from '../definitions/latest-versions.js';
import type { NewChild } from '../runtime/children/child-runs.js';
import type { EngineLogger } from '../runtime/engine-logger.js';
import type { RunJobData } from '../runtime/job-data.js';
import type { PlanCache } from '../runtime/plan-cache.js';
import { jobsOf } from '../runtime/release.js';
import { runJobOf } from '../runtime/run-job.js';
import { runsSlot } from '../runtime/slots/slot-ids.js';
import type { RunSlots } from '../runtime/slots/run-slots.js';
import type { WorkflowQueues } from '../runtime/workflow-queues.js';
import { sortedJson } from '../runtime/sorted-json.js';
import { createRun, type CreatedRun, type NewRun } from '../state/scripts/create-run.js';
import type { RunStore } from '../state/run-store.js';
import { isStateFull } from '../state/state-error.js';
import type { StateRoom } from '../state/state-room.js';
import type { StartedRun, StartOptions } from '../workflow.types.js';
import { derivedRunId, newRunId } from '../state/run-id.js';

/** Starts runs: checks the trigger, writes the run, adds its job tree. */
export class StartRun {
  constructor(
    private readonly store: RunStore,
    private readonly versions: LatestVersions,
    private readonly plans: PlanCache,
    private readonly queues: WorkflowQueues,
    private readonly slots: Pick<RunSlots, 'ask'>,
    private readonly room: StateRoom,
    private readonly options: { readonly sandbox: readonly string[] },
    private readonly clock: { now(): number },
    private readonly logger: EngineLogger,
  ) {}

  /**
   * Same idempotency key and body gives the same run; a crash between state and job tree is mended by the caller's
   * repetition or by the sweeper.
   * @throws NOT_FOUND, CONFLICT (retired), INVALID_TRIGGER, IDEMPOTENCY_KEY_REUSED, STATE_FULL
   */
  async start(workflowId: string, trigger: object, options: StartOptions): Promise<StartedRun> {
    const request = requestOf(workflowId, trigger, options);
    if (options.idempotencyKey === undefined) return this.#start(request);
    return this.#startOnce(request);
  }

  /**
   * As `start`, of this version, and only while it is the latest: undefined when another one is by now. So what a version
   * says of its own starts never starts a run of another.
   */
  async startIfLatest(
    workflowId: string,
    trigger: object,
    options: StartOptions & { readonly version: number; readonly idempotencyKey: string },
  ): Promise<StartedRun | undefined> {
    const request = requestOf(workflowId, trigger, options);
    const before = await this.#existing(options.teamId, request.runId, request.bodyHash);
    if (before !== undefined) return before;
    await this.room.demand();
    const started = await this.#startOf(request, options.version, options.version);
    return started.kind === 'outdated' ? undefined : matching(started, workflowId);
  }

  /** Starts the run of this id as a child, or finds it. @throws as `start`, but for what keys and priorities give */
  startChild(workflowId: string, trigger: object, options: StartOptions, child: ChildIdentity): Promise<StartedRun> {
    return this.#startOnce({ workflowId, trigger, options, runId: child.runId, bodyHash: '', child });
  }

  /** What was started under this id is given, whatever has become of the workflow since. */
  async #startOnce(request: StartRequest): Promise<StartedRun> {
    const { options, runId, bodyHash } = request;
    return (await this.#existing(options.teamId, runId, bodyHash)) ?? this.#start(request);
  }

  async #start(request: StartRequest): Promise<StartedRun> {
    const { workflowId, options } = request;
    await this.room.demand();
    const started =
      options.version === undefined ? await this.#startLatest(request) : await this.#startOf(request, options.version);
    return matching(started, workflowId);
  }

  /** The latest version that this process knows, and if that is an old one, the latest that Redis knows. */
  async #startLatest(request: StartRequest): Promise<Started | Mismatch> {
    const { workflowId, options } = request;
    let version = await this.versions.get(options.teamId, workflowId);
    for (;;) {
      const started = await this.#startOf(request, version, version);
      if (started.kind === 'started') return started;
      const latest = await this.versions.read(options.teamId, workflowId);
      if (started.kind === 'mismatch' && latest === version) return started;
      version = latest;
    }
  }

  async #startOf(request: StartRequest, version: number): Promise<Started | Mismatch>;
  async #startOf(request: StartRequest, version: number, known: number): Promise<Started | Mismatch | Outdated>;
  async #startOf(
    { runId, workflowId, trigger, options, bodyHash, child }: StartRequest,
    version: number,
    latestKnown?: number,
  ): Promise<Started | Mismatch | Outdated> {
    const { teamId, correlationId = randomUUID(), traceparent, priority } = options;
    const plan = await this.plans.get(teamId, workflowId, version);
    const checked = checkTrigger(plan.definition, trigger);
    if (!checked.ok) return { kind: 'mismatch', problems: checked.problems };
    const run: RunJobData = {
      ...{ teamId, runId, workflowId, version, correlationId },
      ...(traceparent === undefined ? {} : { traceparent }),
      ...(priority === undefined ? {} : { priority }),
    };
    const waitsFor = waitsForOf(plan, run, checked.trigger);
    const facts = { trigger: checked.trigger, by: options.by, bodyHash, latestKnown, child, waitsFor };
    const created = await this.#create(plan, run, facts);
    switch (created) {
      case 'created':
        await this.#begin(plan, run, waitsFor !== undefined);
        this.logger.info({ ...run, by: options.by }, 'run started');
        return { kind: 'started', run: { runId, status: 'pending', isNew: true } };
      case 'exists': {
        const existing = await this.#existing(teamId, runId, bodyHash);
        if (existing !== undefined) return { kind: 'started', run: existing };
        throw new WorkflowError('CONFLICT', `Run ${runId} of this idempotency key was trimmed just now.`);
      }
      case 'outdated':
        return { kind: 'outdated' };
      case 'trimmed':
        throw new WorkflowError('CONFLICT', `Run ${runId} of this idempotency key has ended and is no longer kept.`);
      case 'retired':
        throw new WorkflowError('CONFLICT', `Workflow '${workflowId}' is retired: no new runs are started.`);
      default:
        return created satisfies never;
    }
  }

  /** The run is written, so it will run: what a full Redis does not take now, the sweeper adds later. */
  async #begin(plan: Plan, run: RunJobData, waits: boolean): Promise<void> {
    try {
      if (waits) await this.slots.ask(run);
      else await this.queues.addTree(run, jobsOf(plan, run, plan.roots));
    } catch (error) {
      if (!isStateFull(error)) throw error;
      this.logger.warn({ ...run, err: error }, 'Redis is full: the jobs of a started run are added later');
    }
  }

  async #create(
    plan: Plan,
    { teamId, runId, workflowId, version, correlationId, traceparent, priority }: RunJobData,
    { trigger, by, bodyHash, latestKnown, child, waitsFor }: NewRunFacts,
  ): Promise<CreatedRun['kind']> {
    const { sandbox } = this.options;
    const now = this.clock.now();
    const { timeout } = plan.definition;
    const reply = await createRun(this.store.redis, this.store.keys, {
      teamId,
      runId,
      workflowId,
      latestKnown,
      now,
      deadline: timeout === undefined ? undefined : now + timeout,
      bodyHash,
      waitsFor,
      ready: plan.roots,
      fields: {
        wf: workflowId,
        v: String(version),
        in: this.store.encode(teamId, runId, trigger),
        ci: correlationId,
        ...(traceparent === undefined ? {} : { tp: traceparent }),
        ...(priority === undefined ? {} : { pr: String(priority) }),
        ...(by === undefined ? {} : { by }),
        ...(sandbox.length === 0 ? {} : { sb: sandbox.join(',') }),
        ...(child === undefined ? {} : childFields(child)),
      },
      event: JSON.stringify({
        ...{ workflowId, version, by, correlationId, priority, sandbox },
        parent: child && placeOf(child),
      }),
    });
    return reply.kind;
  }

  /** The run that the key has started, with the jobs that its starter may have died before adding. */
  async #existing(teamId: string, runId: string, bodyHash: string): Promise<StartedRun | undefined> {
    const record = await this.store.read(teamId, runId);
    if (record === undefined) return undefined;
    if (record.raw('bh') !== bodyHash) {
      throw new WorkflowError('IDEMPOTENCY_KEY_REUSED', `The idempotency key started run ${runId} with another body.`);
    }
    const { workflowId, version, status, waitsForLimit } = record;
    if (status === 'pending') {
      const run = runJobOf(record);
      await this.#begin(await this.plans.get(teamId, workflowId, version), run, waitsForLimit !== undefined);
    }
    return { runId, status, isNew: false };
  }
}

/** Which child a run is, and of whom. */
export type ChildIdentity = Pick<NewChild, 'runId' | 'parent' | 'isAwaited' | 'depth'>;

interface StartRequest {
  readonly runId: string;
  readonly workflowId: string;
  readonly trigger: object;
  readonly options: StartOptions;
  readonly bodyHash: string;
  readonly child?: ChildIdentity;
}
interface NewRunFacts extends Pick<StartRequest, 'trigger' | 'bodyHash' | 'child'> {
  readonly by?: string;
  readonly latestKnown?: number;
  readonly waitsFor: NewRun['waitsFor'];
}
interface Started {
  readonly kind: 'started';
  readonly run: StartedRun;
}
/** The trigger is not what the version's inputs ask for. */
interface Mismatch {
  readonly kind: 'mismatch';
  readonly problems: readonly Problem[];
}
interface Outdated {
  readonly kind: 'outdated';
}

function requestOf(workflowId: string, trigger: object, options: StartOptions): StartRequest {
  const { teamId, idempotencyKey } = options;
  if (idempotencyKey === undefined) return { runId: newRunId(0), workflowId, trigger, options, bodyHash: '' };
  const runId = derivedRunId(0, teamId, workflowId, idempotencyKey);
  return { runId, workflowId, trigger, options, bodyHash: hashBody(trigger, options) };
}

/** @throws INVALID_TRIGGER */
function matching(started: Started | Mismatch, workflowId: string): StartedRun {
  if (started.kind === 'started') return started.run;
  const message = `The trigger does not match the inputs of '${workflowId}'.`;
  throw new WorkflowError('INVALID_TRIGGER', message, { details: started.problems });
}

function childFields({ parent, isAwaited, depth }: ChildIdentity): Record<string, string> {
  return { pa: JSON.stringify(parent), dp: String(depth), ...(isAwaited ? { pw: '1' } : {}) };
}

function placeOf({ parent: { runId, stepId } }: ChildIdentity): { runId: string; stepId: string } {
  return { runId, stepId };
}

/** @throws INVALID_TRIGGER when it gives the key no text */
function waitsForOf(plan: Plan, run: RunJobData, trigger: object): NewRun['waitsFor'] {
  const { concurrency } = plan;
  if (concurrency === undefined) return undefined;
  try {
    return { slotId: runsSlot(concurrency, run, trigger), limit: concurrency.limit };
  } catch (error) {
    if (!(error instanceof TerminalError)) throw error;
    const { code, message } = error;
    throw new WorkflowError('INVALID_TRIGGER', `The trigger gives the concurrency of '${run.workflowId}' no key.`, {
      details: [{ path: '/concurrency/key', code, message }],
    });
  }
}

/** Key order does not make another body. */
function hashBody(trigger: object, { version, priority }: StartOptions): string {
  return createHash('sha256').update(sortedJson({ trigger, version, priority })).digest('base64url');
}
