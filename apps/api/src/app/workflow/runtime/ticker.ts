import { codeOfStatus } from '../state/run-fields.js';
import { parseRunMember } from '../state/run-keys.js';
import { redisNow } from '../state/redis-now.js';
import type { RunStore } from '../state/run-store.js';
import { stoppedStep, type CallOff } from './call-off.js';
import type { TellParent } from './children/tell-parent.js';
import { parseWakeMember } from './delivery.js';
import type { EngineLogger } from './engine-logger.js';
import { stepOfJob } from './job-data.js';
import type { StopRun } from './stop-run.js';
import type { WorkflowQueues } from './workflow-queues.js';

/** Woken jobs and passed deadlines are few at any moment. */
const pageSize = 200;

/**
 * Every second: ends runs whose deadline has passed, tells parents of children that have ended, and promotes parked jobs
 * that were woken from outside. A member of
 * the wake set stays until the step's next claim takes it away, so a kill between script and promote loses nothing, and
 * a job that was still active when it was woken is promoted once it is parked.
 */
export class Ticker {
  #timer: NodeJS.Timeout | undefined;
  #isTicking: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly store: RunStore,
    private readonly queues: WorkflowQueues,
    private readonly stops: StopRun,
    private readonly callOff: Pick<CallOff, 'rest'>,
    private readonly parents: Pick<TellParent, 'owed'>,
    private readonly everyMs: number,
    private readonly logger: EngineLogger,
  ) {}

  start(): void {
    this.#timer = setInterval(() => {
      this.#isTicking = this.#isTicking.then(() => this.#tickSafely());
    }, this.everyMs);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#isTicking;
  }

  async tick(): Promise<void> {
    await this.#timeOut();
    await this.parents.owed();
    await this.#wake();
    await this.#callOff();
  }

  async #tickSafely(): Promise<void> {
    try {
      await this.tick();
    } catch (error) {
      this.logger.error({ err: error }, 'a tick failed; the next one tries again');
    }
  }

  async #timeOut(): Promise<void> {
    const { redis, keys } = this.store;
    const due = await redis.zrangebyscore(keys.deadlines, '-inf', await redisNow(redis), 'LIMIT', 0, pageSize);
    for (const member of due) {
      const { teamId, runId } = parseRunMember(member);
      this.logger.warn({ teamId, runId }, 'run timed out');
      await this.stops.timeOut(teamId, runId);
      await redis.zrem(keys.deadlines, member);
    }
  }

  /**
   * Calls off whatever has not begun of runs that are being ended, again and again until they have: a job may have been
   * active when it was called off first, and park itself after that.
   */
  async #callOff(): Promise<void> {
    const { redis, keys } = this.store;
    for (const member of await redis.zrange(keys.stopping, 0, pageSize - 1)) {
      const { teamId, runId } = parseRunMember(member);
      if (!(await this.callOff.rest(teamId, runId))) await redis.zrem(keys.stopping, member);
    }
  }

  /** Who called a step off may have died before telling those who run it. */
  async #stopCancelled({ member, jobId }: ReturnType<typeof parseWakeMember>): Promise<void> {
    const { redis, keys } = this.store;
    const { teamId, runId } = parseRunMember(member);
    const stepId = stepOfJob(runId, jobId);
    const code = await redis.hget(keys.run(teamId, runId), `s:${stepId}`);
    // Of an instance that has ended nothing is left in the run's hash.
    const isPutAway = code === null && stepId.includes('.');
    if (isPutAway || code === codeOfStatus('cancelled')) await redis.publish(keys.stopped, stoppedStep(member, stepId));
  }

  async #wake(): Promise<void> {
    const { redis, keys } = this.store;
    for (const member of await redis.zrange(keys.wake, 0, pageSize - 1)) {
      const woken = parseWakeMember(member);
      await this.#stopCancelled(woken);
      if (!(await this.queues.promote(woken.queue, woken.jobId))) await redis.zrem(keys.wake, member);
    }
  }
}
