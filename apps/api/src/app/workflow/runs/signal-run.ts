import { createHash, randomUUID } from 'node:crypto';
import {
  allSteps,
  containerOf,
  isEndedStep,
  isTerminalRun,
  matchSignal,
  stepAt,
  WorkflowError,
  type Plan,
  type PlannedArm,
  type PlannedStep,
  type RunStatus,
} from '@workflow/core';
import { queueOfStep } from '../runtime/queue-names.js';
import { stepJobId } from '../runtime/job-data.js';
import type { PlanCache } from '../runtime/plan-cache.js';
import type { StepContexts } from '../runtime/step-contexts.js';
import { wakeMemberOf } from '../runtime/step-jobs.js';
import { armedWaitOf } from '../runtime/waits/wait-addresses.js';
import { keyedMailMs } from '../runtime/waits/wait-runner.js';
import type { WorkflowQueues } from '../runtime/workflow-queues.js';
import { deliverSignal, parseArmedMember, parseSeen } from '../state/scripts/deliver-signal.js';
import { keepSignal } from '../state/scripts/keep-signal.js';
import { codeOfStatus, statusOfCode } from '../state/run-fields.js';
import type { RunRecord } from '../state/run-record.js';
import { sliceOf } from '../state/run-slice.js';
import type { RunStore } from '../state/run-store.js';
import type { SignalAddress } from '../state/run-keys.js';
import type { SignalBox } from '../state/signal-box.js';
import type { ProgressWriter } from '../timeline/progress-writer.js';
import type { SignalOptions } from '../workflow.types.js';
import type { GetRun } from './get-run.js';

/** What became of a signal: given to a wait, kept for one that comes later, or dropped because none will take it. */
export type SignalOutcome = 'given' | 'kept' | 'dropped';

interface Signal {
  readonly teamId: string;
  readonly address: SignalAddress;
  /** The run that it is sent to; absent for a signal under a key. */
  readonly runId?: string;
  readonly name: string;
  /** Absent for a signal to the run itself. */
  readonly key?: string;
  readonly payload: unknown;
  readonly keepSeconds: number;
  /** True when a wait that comes later may still take it. */
  mayKeep(): Promise<boolean>;
  readonly once?: { readonly keyHash: string; readonly bodyHash: string };
}

/** Waits that a sender looks at before it looks at more: most signals are taken by one of the first. */
const firstAsked = 10;

/** Sends signals to waits: of one run, or of the whole team under a key. */
export class SignalRun {
  constructor(
    private readonly runs: GetRun,
    private readonly store: RunStore,
    private readonly contexts: StepContexts,
    private readonly plans: PlanCache,
    private readonly queues: WorkflowQueues,
    private readonly box: SignalBox,
    private readonly progress: ProgressWriter,
    private readonly clock: { now(): number },
    private readonly options: { readonly keepSeconds: number },
  ) {}

  /**
   * To the run: the wait that was armed first among those that match. What came too early is kept where the wait is
   * persistent. @throws NOT_FOUND; CONFLICT when the run has ended or has no wait for the signal; IDEMPOTENCY_KEY_REUSED
   */
  async toRun(runId: string, name: string, payload: unknown, options: SignalOptions): Promise<SignalOutcome> {
    const { teamId } = options;
    const head = await this.runs.head(runId, options);
    const once = onceOf(['run', runId, name], payload, options);
    const before = await this.#seen(teamId, once);
    if (before !== undefined) return before;
    if (isTerminalRun(head.status)) throw hasEnded(runId, head.status);
    const plan = await this.plans.get(teamId, head.workflowId, head.version);
    const waits = waitsForRun(plan, name);
    if (waits.length === 0) throw new WorkflowError('CONFLICT', noSuchSignal(plan, runId, name));
    const outcome = await this.#send({
      ...{ teamId, runId, name, payload, address: this.store.keys.runSignals(teamId, runId) },
      keepSeconds: this.options.keepSeconds,
      mayKeep: () => this.#mayWaitIn(teamId, runId, new Set(waits.filter(isPersistent).map(({ top }) => top.id))),
      once,
    });
    if (outcome !== 'given') {
      const type = outcome === 'kept' ? 'run.signal_kept' : 'run.signal_dropped';
      await this.progress.write({ teamId, runId, stepId: '', attempt: 0, type, data: { signal: name } });
    }
    return outcome;
  }

  /** To the team's waits under a key: the one armed first among those that match. @throws IDEMPOTENCY_KEY_REUSED */
  async toKey(name: string, key: string, payload: unknown, options: SignalOptions): Promise<SignalOutcome> {
    const { teamId } = options;
    if (!key.isWellFormed()) {
      throw new WorkflowError('INVALID_REQUEST', 'The key of a signal must be well-formed text.');
    }
    return this.#send({
      ...{ teamId, name, key, payload, address: this.store.keys.keyedSignals(teamId, name, key) },
      // Those to a run are kept as long as runs are.
      keepSeconds: keyedMailMs / 1_000,
      mayKeep: async () => true,
      once: onceOf(['key', name, key], payload, options),
    });
  }

  /**
   * Asks the armed waits in turn, a few of the first at first; where none of all takes it, keeps it, unless another wait
   * was armed meanwhile.
   */
  async #send(signal: Signal): Promise<SignalOutcome> {
    const { teamId, runId, address, name, payload, once, keepSeconds } = signal;
    let most = firstAsked;
    for (;;) {
      const armedFound = await this.box.armed(address, most);
      const outcome = await this.#ask(signal, armedFound);
      if (outcome !== undefined) return outcome;
      if (armedFound.length === most) {
        most *= 4;
        continue;
      }
      // The same signal may have been given meanwhile, sent twice at once.
      if (!(await signal.mayKeep())) return (await this.#seen(teamId, once)) ?? 'dropped';
      const entry = this.box.entry(teamId, randomUUID(), name, payload, this.clock.now());
      const reply = await keepSignal(this.store.redis, this.store.keys, {
        ...{ teamId, runId, address, entry, armedFound, keepSeconds, once, now: this.clock.now() },
      });
      switch (reply.kind) {
        case 'kept':
          return 'kept';
        case 'repeated':
          demandSameBody(once, reply.bodyHash);
          return reply.outcome;
        case 'full':
          throw new WorkflowError('CONFLICT', `Too many signals '${name}' are kept already: nothing has taken them.`);
        case 'ended':
          throw hasEnded(runId as string);
        case 'changed':
          break;
        default:
          reply satisfies never;
      }
    }
  }

  /** Offers the signal to one wait after the other; undefined when none takes it. */
  async #ask(signal: Signal, armed: readonly string[]): Promise<SignalOutcome | undefined> {
    for (const member of armed) {
      const { runId, stepId } = parseArmedMember(member);
      const outcome = await this.#give(signal, runId, stepId);
      if (outcome !== undefined) return outcome;
    }
    return undefined;
  }

  /** What became of the signal when it was sent before under the same key. @throws IDEMPOTENCY_KEY_REUSED */
  async #seen(teamId: string, once: Signal['once']): Promise<SignalOutcome | undefined> {
    if (once === undefined) return undefined;
    const seen = await this.store.redis.get(this.store.keys.seenSignal(teamId, once.keyHash));
    if (seen === null) return undefined;
    const { bodyHash, outcome } = parseSeen(seen);
    demandSameBody(once, bodyHash);
    return outcome;
  }

  /** Undefined when the wait does not take the signal; else what became of it, now or when it was sent before. */
  async #give(signal: Signal, runId: string, stepId: string): Promise<SignalOutcome | undefined> {
    const { teamId, address, name, payload, once } = signal;
    const fields = ['s', 'u', 'w', 'k'].map((prefix) => `${prefix}:${stepId}`);
    const record = await this.store.readSlice(teamId, runId, sliceOf(fields));
    if (record === undefined) {
      await this.box.disarm(address, runId, stepId);
      return undefined;
    }
    // Another signal came before this one.
    if (record.raw(`u:${stepId}`) !== '') return undefined;
    const plan = await this.plans.get(teamId, record.workflowId, record.version);
    const arm = await this.#armThatTakes(signal, plan, record, stepId);
    if (arm === undefined) {
      if (record.raw(`s:${stepId}`) !== codeOfStatus('waiting')) await this.box.disarm(address, runId, stepId);
      return undefined;
    }
    const reply = await deliverSignal(this.store.redis, this.store.keys, {
      ...{ teamId, runId, stepId, address, once, now: this.clock.now() },
      signal: this.store.encode(teamId, runId, { arm, payload }),
      wakeMember: wakeMemberOf(plan, record, stepId),
      event: JSON.stringify({ signal: name, wasKept: false }),
    });
    if (reply.kind === 'gone' || reply.kind === 'taken') return undefined;
    if (reply.kind === 'repeated') {
      demandSameBody(once, reply.bodyHash);
      return reply.outcome;
    }
    const { step } = stepAt(plan, stepId).planned;
    await this.queues.promote(queueOfStep(step), stepJobId(runId, stepId));
    return 'given';
  }

  /** The id of the first arm of the wait that takes the signal. */
  async #armThatTakes(
    { name, key, payload }: Signal,
    plan: Plan,
    record: RunRecord,
    stepId: string,
  ): Promise<string | undefined> {
    const armed = armedWaitOf(this.store, record, stepId);
    const place = stepAt(plan, stepId);
    const { control, reads, roots } = place.planned;
    if (armed === undefined || control === undefined || !('arms' in control)) return undefined;
    const { arms } = control;
    for (const [index, arm] of armed.arms.entries()) {
      if (!('signal' in arm) || arm.signal !== name || arm.key !== key) continue;
      const { match } = (arms[index] as PlannedArm & { awaits: { kind: 'signal' } }).awaits;
      if (match === undefined) return arm.id;
      const context = await this.contexts.inScope(record, place.scope, reads, roots);
      if (matchSignal(match, context, payload)) return arm.id;
    }
    return undefined;
  }

  /** True while one of these steps of the top scope has not ended, or something inside it goes on after its end. */
  async #mayWaitIn(teamId: string, runId: string, topIds: ReadonlySet<string>): Promise<boolean> {
    const ids = [...topIds];
    const codes = await this.store.readFields(
      teamId,
      runId,
      ids.map((id) => `s:${id}`),
    );
    if (codes.some((code) => !isEndedStep(statusOfCode(code)))) return true;
    const record = await this.store.read(teamId, runId);
    return ids.some((id) => record !== undefined && record.openInstances(id).length > 0);
  }
}

/** An arm of a plan, with the step of the top scope that it stands in. */
interface TopArm {
  readonly top: PlannedStep;
  readonly arm: PlannedArm;
}

/** The arms of a plan that wait for a signal to the run itself. */
function waitsForRun(plan: Plan, name: string): TopArm[] {
  const armsOf = ({ control }: PlannedStep): readonly PlannedArm[] =>
    control !== undefined && 'arms' in control ? control.arms : [];
  return [...plan.steps.values()].flatMap((top) => {
    const inside = containerOf(top)?.scope;
    return [top, ...(inside === undefined ? [] : allSteps(inside))]
      .flatMap(armsOf)
      .filter((arm) => isForRun(arm) && signalOf(arm) === name)
      .map((arm) => ({ top, arm }));
  });
}

function isForRun({ awaits }: PlannedArm): boolean {
  return awaits.kind === 'signal' && awaits.key === undefined;
}

function signalOf({ awaits }: PlannedArm): string | undefined {
  return awaits.kind === 'signal' ? awaits.name : undefined;
}

function isPersistent({ arm: { awaits } }: TopArm): boolean {
  return awaits.kind === 'signal' && awaits.mailbox === 'persistent';
}

function noSuchSignal(plan: Plan, runId: string, name: string): string {
  const names = allSteps(plan).flatMap(({ control }) =>
    control !== undefined && 'arms' in control ? control.arms.filter(isForRun).map((arm) => signalOf(arm)) : [],
  );
  const known = names.length === 0 ? 'It waits for none.' : `It waits for ${[...new Set(names)].join(', ')}.`;
  return `No step of run ${runId} waits for the signal '${name}'. ${known}`;
}

function hasEnded(runId: string, status?: RunStatus): WorkflowError {
  return new WorkflowError('CONFLICT', `Run ${runId} has ended${status === undefined ? '' : `: it is ${status}`}.`);
}

function onceOf(place: readonly string[], payload: unknown, { teamId, idempotencyKey }: SignalOptions): Signal['once'] {
  if (idempotencyKey === undefined) return undefined;
  return { keyHash: hash([teamId, ...place, idempotencyKey]), bodyHash: hash(payload) };
}

function demandSameBody(once: Signal['once'], bodyHash: string): void {
  if (once === undefined || once.bodyHash === bodyHash) return;
  throw new WorkflowError('IDEMPOTENCY_KEY_REUSED', 'The idempotency key sent a signal with another payload.');
}

function hash(value: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(value) ?? 'null')
    .digest('base64url');
}
