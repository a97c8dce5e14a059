import { isEndedStep, isTerminalRun, type PlannedMutex, type RunStatus, type StepPlace } from '@workflow/core';
import { statusOfCode } from '../../state/run-fields.js';
import { parseRunMember } from '../../state/run-keys.js';
import type { RunStore } from '../../state/run-store.js';
import { freeSlot } from '../../state/scripts/free-slot.js';
import { noteMutex } from '../../state/scripts/note-mutex.js';
import { queueStep } from '../../state/scripts/queue-step.js';
import { takeSlot, type SlotReply } from '../../state/scripts/take-slot.js';
import { wakeQueued } from '../../state/scripts/wake-queued.js';
import { parseWakeMember, type Delivery } from '../delivery.js';
import { stepOfJob } from '../job-data.js';
import { ownWakeMember } from '../step-jobs.js';
import type { TakenStep } from '../taken-step.js';
import type { WorkflowQueues } from '../workflow-queues.js';
import { mutexSlot } from './slot-ids.js';

/** Where a run is found. */
interface RunPlace {
  readonly teamId: string;
  readonly runId: string;
}

/**
 * Critical sections. A step holds its mutex from its first attempt to its end, whichever process works it; who waits
 * for one parks its job, and whoever frees the mutex wakes the next. The mutex and its run may lie in two places, so
 * the run knows first, and a sweep finds what a crash between the two has left.
 */
export class Mutexes {
  constructor(
    private readonly store: Pick<RunStore, 'redis' | 'keys'>,
    private readonly queues: Pick<WorkflowQueues, 'promote'>,
    private readonly clock: { now(): number },
  ) {}

  /**
   * Takes the mutex of a step that is to begin for the first time; throws BullMQ's DelayedError while it has to wait.
   * `gone`: the run lets nothing more begin, or another delivery has the step.
   * @throws TerminalError INVALID_INPUT when the key gives no text; errors of its expressions
   */
  async enter(delivery: Delivery, { stepId, context }: TakenStep, mutex: PlannedMutex): Promise<'entered' | 'gone'> {
    const { redis, keys } = this.store;
    const { run, token } = delivery;
    const note = { ...run, stepId, token, slotId: mutexSlot(mutex, run, context), now: this.clock.now() };
    const slotId = await noteMutex(redis, keys, note);
    if (slotId === undefined) return 'gone';
    const first = await this.#take(slotId, delivery.wakeMember);
    if (first.isHeld) return 'entered';
    const event = JSON.stringify({ code: 'MUTEX_HELD', scope: mutex.scope, ...holderOf(first.holder, mutex) });
    const queued = await queueStep(redis, keys, { ...run, stepId, token, event });
    if (queued === 'stopped') await this.#leave(slotId, delivery.wakeMember);
    if (queued !== 'queued') return 'gone';
    // Whoever left the mutex before the step showed as waiting has woken nobody.
    if ((await this.#take(slotId, delivery.wakeMember)).isHeld) return 'entered';
    return delivery.parkUntilWoken();
  }

  /** True when the step has asked for its mutex before. */
  async hasAsked(run: RunPlace, { path, planned: { mutex } }: StepPlace): Promise<boolean> {
    return mutex !== undefined && (await this.#look(run, path)).slotId !== undefined;
  }

  /** Frees what a step holds or waits for, if it has ended. Harmless at any time. */
  async tidy(run: RunPlace, place: StepPlace): Promise<void> {
    if (place.planned.mutex === undefined) return;
    const { slotId, hasEnded } = await this.#look(run, place.path);
    if (slotId !== undefined && hasEnded) await this.#leave(slotId, ownWakeMember(run, place));
  }

  /** The same for a step that has not ended yet, of which nothing may begin any more. */
  async giveUp(run: RunPlace, place: StepPlace): Promise<void> {
    if (place.planned.mutex === undefined) return;
    const { slotId } = await this.#look(run, place.path);
    if (slotId !== undefined) await this.#leave(slotId, ownWakeMember(run, place));
  }

  /** Lets a step go on that holds the mutex and may not know it; takes the mutex from one that has ended. */
  async settleHolder(slotId: string, member: string): Promise<void> {
    const { redis, keys } = this.store;
    const { queue, jobId, member: run } = parseWakeMember(member);
    const { teamId, runId } = parseRunMember(run);
    const step = { teamId, runId, stepId: stepOfJob(runId, jobId), slotId, wakeMember: member, now: this.clock.now() };
    const found = await wakeQueued(redis, keys, step);
    if (found === 'woken') await this.queues.promote(queue, jobId);
    if (found === 'ended') await this.#leave(slotId, member);
  }

  async #take(slotId: string, member: string): Promise<SlotReply> {
    const request = { slotId, member, limit: 1, priority: 1, now: this.clock.now() };
    return takeSlot(this.store.redis, this.store.keys, request);
  }

  async #leave(slotId: string, member: string): Promise<void> {
    const { redis, keys } = this.store;
    const admitted = await freeSlot(redis, keys, { slotId, member, now: this.clock.now() });
    for (const next of admitted) await this.settleHolder(slotId, next);
  }

  async #look({ teamId, runId }: RunPlace, stepId: string): Promise<{ slotId?: string; hasEnded: boolean }> {
    const { redis, keys } = this.store;
    const [status, state, slotId] = await redis.hmget(keys.run(teamId, runId), 'st', `s:${stepId}`, `m:${stepId}`);
    const isOver = !status || isTerminalRun(status as RunStatus);
    // Of a step whose instance has ended nothing is left in the run but this.
    const isPutAway = state === null && stepId.includes('.');
    return { slotId: slotId ?? undefined, hasEnded: isOver || isPutAway || isEndedStep(statusOfCode(state)) };
  }
}

/** Who holds it, as far as the team that waits may know. */
function holderOf(member: string, { scope }: PlannedMutex): { heldBy?: { runId: string; stepId: string } } {
  if (scope === 'global' || member === '') return {};
  const { jobId, member: run } = parseWakeMember(member);
  const { runId } = parseRunMember(run);
  return { heldBy: { runId, stepId: stepOfJob(runId, jobId) } };
}
