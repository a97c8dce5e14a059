import { Cron } from 'croner';
import type { Schedule } from '../definition/definition.js';

/**
 * The one place that reads cron expressions and time zones. All times are milliseconds since 1970, on whole seconds.
 *
 * When clocks are put forward, a time that does not exist comes at the first moment after the gap; when they are put
 * back, a time that comes twice counts once, the first time. That holds for expressions that name their minutes and
 * hours. Those with a `*` or a step there follow the clock on the wall: they leave out what does not exist, and count
 * both passes.
 */
const rules = { mode: '5-part', fixedTimeRule: 'no-wildcard' } as const;

type CronAndZone = Pick<Schedule, 'cron' | 'timezone'>;

/** The first time after a moment; undefined when none ever comes. The schedule must be one that the checker passed. */
export function timeAfter(schedule: CronAndZone, moment: number): number | undefined {
  return timesOf(schedule).nextRun(new Date(moment))?.getTime();
}

/** The latest times up to and with a moment, in order, at most `count`. */
export function timesUntil(schedule: CronAndZone, moment: number, count: number): number[] {
  const nextSecond = Math.floor(moment / 1_000) * 1_000 + 1_000;
  const latestFirst = timesOf(schedule).previousRuns(count, new Date(nextSecond));
  return latestFirst.map((time) => time.getTime()).toReversed();
}

function timesOf({ cron, timezone }: CronAndZone): Cron {
  return new Cron(cron, { ...rules, timezone });
}

/** Whether it names a zone. An offset such as `+05:00` does not: not every runtime knows those, and none changes clocks. */
export function isTimezone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** The fields of a cron expression, with what each takes beside `*`, lists, ranges and steps. */
const fields = [
  ['minute', '0 to 59'],
  ['hour', '0 to 23'],
  ['day of the month', '1 to 31, `L` for the last, `15W` for the weekday nearest to the 15th'],
  ['month', '1 to 12 or JAN to DEC'],
  ['day of the week', '0 to 7 or SUN to SAT, `MON#2` for the second Monday, `FRIL` for the last Friday'],
] as const;

/** What is wrong with five fields of a cron expression: one that cannot be read, or a day that never comes. */
export function cronProblem(cron: string): string | undefined {
  const written = cron.trim().split(/\s+/);
  for (const [index, [name, takes]] of fields.entries()) {
    const field = written[index] as string;
    if (!canRead(fields.map((_, at) => (at === index ? field : '*')).join(' '))) {
      return `Its ${name}, \`${field}\`, cannot be read: it takes ${takes}.`;
    }
  }
  // Whether a day comes does not hang on the time of the day, and is quickest found at one.
  const days = { cron: `0 0 ${written.slice(2).join(' ')}`, timezone: 'UTC' };
  return timeAfter(days, 0) === undefined ? 'There is no such day, in any year.' : undefined;
}

function canRead(cron: string): boolean {
  try {
    return timesOf({ cron, timezone: 'UTC' }) !== undefined;
  } catch {
    return false;
  }
}
