import { renderValue, timeAfter, timeToStart, type PlannedSchedule } from '@workflow/core';
import type { DefinitionStore } from '../../definitions/definition-store.js';
import type { EngineLogger } from '../../runtime/engine-logger.js';
import type { PlanCache } from '../../runtime/plan-cache.js';
import type { StartRun } from '../../runs/start-run.js';
import type { RunKeys } from '../../state/run-keys.js';
import { advanceSchedule } from '../../state/scripts/advance-schedule.js';
import type { StateRedis } from '../../state/state-redis.js';
import { isRefusal, tellRefusal } from '../start-failure.js';
import type { TriggerCounters } from '../trigger-counters.js';
import type { DueSchedule } from './due-schedule.js';

/**
 * Starts what a schedule owes, one planned time after the other. The run comes first and moving on second: a crash
 * between the two starts the same time again, which is the same run by its idempotency key.
 */
export class StartDue {
  constructor(
    private readonly redis: StateRedis,
    private readonly keys: RunKeys,
    private readonly definitions: Pick<DefinitionStore, 'latest'>,
    private readonly plans: Pick<PlanCache, 'get'>,
    private readonly runs: Pick<StartRun, 'startIfLatest'>,
    private readonly counters: Pick<TriggerCounters, 'count'>,
    private readonly logger: EngineLogger,
  ) {}

  /**
   * True when nothing of the schedule is due any more, or another process works it. False when it stays due: another
   * version was published meanwhile, which the next look sees.
   * @throws what may pass, such as `STATE_FULL`; the schedule stays due
   */
  async work(due: DueSchedule, now: number): Promise<boolean> {
    const version = await this.definitions.latest(due.teamId, due.workflowId);
    const { triggers } = await this.plans.get(due.teamId, due.workflowId, version);
    const planned = triggers.find((trigger) => 'schedule' in trigger && trigger.id === due.scheduleId);
    if (planned === undefined || !('schedule' in planned)) return false;

    let time: number | undefined = timeToStart(planned.schedule, due.plannedAt, now);
    if (time !== due.plannedAt) {
      if (!(await this.#move(due, version, due.plannedAt, time))) return true;
      this.#tellMissed(due, time);
    }
    while (time !== undefined && time <= now) {
      if (!(await this.#start(due, planned, version, time))) return false;
      const next = timeAfter(planned.schedule, time);
      if (!(await this.#move(due, version, time, next))) return true;
      time = next;
    }
    return true;
  }

  /** False when another version is the latest by now. A refusal is told, and is the end of this time. */
  async #start(due: DueSchedule, planned: PlannedSchedule, version: number, time: number): Promise<boolean> {
    const { teamId, workflowId, scheduleId } = due;
    const scheduledAt = new Date(time).toISOString();
    const options = { teamId, version, idempotencyKey: `schedule:${scheduleId}:${scheduledAt}`, by: 'schedule' };
    try {
      const trigger = renderValue(planned.inputs, { trigger: { scheduledAt }, team: teamId }) as object;
      const run = await this.runs.startIfLatest(workflowId, trigger, options);
      if (run?.isNew === true) this.counters.count('schedule', 'started');
      return run !== undefined;
    } catch (error) {
      if (!isRefusal(error)) throw error;
      // The time has its run already, by the version before or one that is no longer kept; or the workflow is retired.
      if (error.code === 'IDEMPOTENCY_KEY_REUSED' || error.code === 'CONFLICT') return true;
      this.counters.count('schedule', 'refused');
      this.logger.warn({ ...due, version, scheduledAt, ...tellRefusal(error) }, 'a schedule starts no run');
      return true;
    }
  }

  async #move({ teamId, workflowId, scheduleId }: DueSchedule, version: number, from: number, to: number | undefined) {
    return advanceSchedule(this.redis, this.keys, { teamId, workflowId, scheduleId, version, from, to });
  }

  #tellMissed(due: DueSchedule, next: number | undefined): void {
    this.counters.count('schedule', 'missed');
    const times = { from: isoOf(due.plannedAt), until: isoOf(next) };
    this.logger.warn({ ...due, ...times }, 'times of a schedule passed while nothing ran, and are not made up');
  }
}

function isoOf(time: number | undefined): string | undefined {
  return time === undefined ? undefined : new Date(time).toISOString();
}
