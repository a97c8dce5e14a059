import type { Schedule } from '../definition/definition.js';
import { timeAfter, timesUntil } from './schedule-times.js';

/** A time that was not started so many milliseconds after it came is missed. */
export const startWithinMs = 60_000;

/** So many missed times of one schedule are made up at the most, the latest ones. */
export const mostCaughtUp = 100;

/**
 * The first time of a schedule, from `planned` on, that is still to be started as of `now`. It may lie in the future:
 * then nothing is due. Undefined when there is none any more. What lies between `planned` and it is passed over.
 */
export function timeToStart(schedule: Schedule, planned: number, now: number): number | undefined {
  const oldest = now - startWithinMs;
  if (planned >= oldest) return planned;
  if (schedule.missed === 'skip') return timeAfter(schedule, oldest - 1);
  const [first = planned] = timesUntil(schedule, now, mostCaughtUp);
  return Math.max(planned, first);
}
