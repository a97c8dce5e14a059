import { isTerminalRun, type Plan } from '@workflow/core';
import { redisNow } from '../../state/redis-now.js';
import { parseRunMember, runMember } from '../../state/run-keys.js';
import type { RunRecord } from '../../state/run-record.js';
import type { RunStore } from '../../state/run-store.js';
import { admitRun } from '../../state/scripts/admit-run.js';
import { freeSlot } from '../../state/scripts/free-slot.js';
import { takeSlot } from '../../state/scripts/take-slot.js';
import { runJobOf } from '../run-job.js';
import { runPriority } from '../job-priority.js';
import type { PlanCache } from '../plan-cache.js';
import { jobsOf } from '../release.js';
import type { WorkflowQueues } from '../workflow-queues.js';

const pageSize = 500;

/**
 * Runs of which only so many are at once. One that waits has its state and no job; it is admitted when another ends. The
 * run is written before it asks, and counted as active before its jobs are added, so a sweep finds whatever a crash left.
 */
export class RunSlots {
  constructor(
    private readonly store: RunStore,
    private readonly queues: Pick<WorkflowQueues, 'addTree'>,
    private readonly plans: Pick<PlanCache, 'get'>,
    private readonly clock: { now(): number },
  ) {}

  /** Asks for a place for a run that was created to wait, and starts it if there is one; asking again is harmless. */
  async ask({ teamId, runId }: { teamId: string; runId: string }): Promise<void> {
    const record = await this.store.read(teamId, runId);
    const limit = record?.waitsForLimit;
    if (record?.slotId === undefined || limit === undefined) return;
    const { redis, keys } = this.store;
    const { slotId } = record;
    const plan = await this.#plan(record);
    const now = this.clock.now();
    await redis.zadd(keys.slots, now, slotId);
    const priority = runPriority(record, plan.definition);
    const member = runMember(teamId, runId);
    const { isHeld, admitted } = await takeSlot(redis, keys, { slotId, member, limit, priority, now });
    for (const each of new Set(isHeld ? [...admitted, member] : admitted)) await this.settleHolder(slotId, each);
  }

  /** Gives the place of a run that has ended to the next. */
  async free({ teamId, runId, slotId }: RunRecord): Promise<void> {
    if (slotId !== undefined) await this.#free(slotId, runMember(teamId, runId));
  }

  /** Lets a run end that waits and is being ended: it has no job that could do so. False when it does not wait. */
  async endWaiting(teamId: string, runId: string): Promise<boolean> {
    if ((await this.store.redis.hget(this.store.keys.run(teamId, runId), 'sw')) === null) return false;
    await this.#admit(teamId, runId);
    return true;
  }

  /** Starts a run that has its place and may not know it; takes the place from one that has ended. */
  async settleHolder(slotId: string, member: string): Promise<void> {
    const { teamId, runId } = parseRunMember(member);
    const record = await this.store.read(teamId, runId);
    if (record === undefined || isTerminalRun(record.status)) return this.#free(slotId, member);
    if (record.waitsForLimit !== undefined) await this.#admit(teamId, runId);
  }

  /** Asks again for runs that wait since `minAgeMs` and more: who started one may have died before it asked. */
  async sweep(minAgeMs: number): Promise<void> {
    const { redis, keys } = this.store;
    const oldest = (await redisNow(redis)) - minAgeMs;
    for (let offset = 0; ; offset += pageSize) {
      const members = await redis.zrangebyscore(keys.queued, '-inf', oldest, 'LIMIT', offset, pageSize);
      for (const member of members) await this.ask(parseRunMember(member));
      if (members.length < pageSize) return;
    }
  }

  async #free(slotId: string, member: string): Promise<void> {
    const { redis, keys } = this.store;
    const admitted = await freeSlot(redis, keys, { slotId, member, now: this.clock.now() });
    for (const next of admitted) await this.settleHolder(slotId, next);
  }

  async #admit(teamId: string, runId: string): Promise<void> {
    if (!(await admitRun(this.store.redis, this.store.keys, { teamId, runId }))) return;
    const record = await this.store.read(teamId, runId);
    if (record === undefined) return;
    const run = runJobOf(record);
    // Of a run that is being ended nothing begins: its root is all that it needs.
    const plan = await this.#plan(record);
    await this.queues.addTree(run, record.stop === undefined ? jobsOf(plan, run, plan.roots) : []);
  }

  #plan({ teamId, workflowId, version }: RunRecord): Promise<Plan> {
    return this.plans.get(teamId, workflowId, version);
  }
}
