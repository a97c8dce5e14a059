import { describe, expect, it } from 'vitest';
import { timeAfter, timesUntil } from './schedule-times.js';

const iso = (time: number | undefined): string | undefined =>
  time === undefined ? undefined : new Date(time).toISOString();

/** So many times after a moment, each from the one before. */
function times(cron: string, timezone: string, from: string, count: number): (string | undefined)[] {
  const found: (string | undefined)[] = [];
  let moment: number | undefined = Date.parse(from);
  for (let taken = 0; taken < count && moment !== undefined; taken += 1) {
    moment = timeAfter({ cron, timezone }, moment);
    found.push(iso(moment));
  }
  return found;
}

describe('the times of a schedule', () => {
  it('come after a moment, never at it', () => {
    const daily = { cron: '0 9 * * *', timezone: 'UTC' };
    expect(iso(timeAfter(daily, Date.parse('2026-01-01T08:59:59.999Z')))).toBe('2026-01-01T09:00:00.000Z');
    expect(iso(timeAfter(daily, Date.parse('2026-01-01T09:00:00.000Z')))).toBe('2026-01-02T09:00:00.000Z');
    expect(iso(timeAfter(daily, Date.parse('2026-01-01T09:00:00.500Z')))).toBe('2026-01-02T09:00:00.000Z');
  });

  it('end where none comes', () => {
    const never = { cron: '0 0 30 2 *', timezone: 'UTC' };
    expect(timeAfter(never, 0)).toBeUndefined();
    expect(timesUntil(never, Date.parse('2026-01-01T00:00:00Z'), 3)).toEqual([]);
  });

  it('up to a moment are the latest, in order, with the moment itself', () => {
    const minutely = { cron: '* * * * *', timezone: 'Europe/Berlin' };
    const until = (moment: string) => timesUntil(minutely, Date.parse(moment), 2).map(iso);
    expect(until('2026-01-01T09:00:00.000Z')).toEqual(['2026-01-01T08:59:00.000Z', '2026-01-01T09:00:00.000Z']);
    expect(until('2026-01-01T08:59:59.999Z')).toEqual(['2026-01-01T08:58:00.000Z', '2026-01-01T08:59:00.000Z']);
  });

  it('take a day of the month or a day of the week, where both are named', () => {
    expect(times('0 0 13 * 5', 'UTC', '2026-02-01T00:00:00Z', 3)).toEqual([
      '2026-02-06T00:00:00.000Z',
      '2026-02-13T00:00:00.000Z',
      '2026-02-20T00:00:00.000Z',
    ]);
  });
});

/** Berlin skips 02:00–03:00 on 29 March 2026 and repeats 02:00–03:00 on 25 October 2026. */
describe('in Europe/Berlin', () => {
  const zone = 'Europe/Berlin';

  it('a time in the missing hour comes when the hour is over, once, and at its own time the next day', () => {
    expect(times('30 2 * * *', zone, '2026-03-28T12:00:00Z', 2)).toEqual([
      '2026-03-29T01:00:00.000Z',
      '2026-03-30T00:30:00.000Z',
    ]);
    expect(times('15,45 2 * * *', zone, '2026-03-28T12:00:00Z', 2)).toEqual([
      '2026-03-29T01:00:00.000Z',
      '2026-03-30T00:15:00.000Z',
    ]);
  });

  it('a time in the doubled hour comes once, the first time', () => {
    expect(times('30 2 * * *', zone, '2026-10-24T12:00:00Z', 2)).toEqual([
      '2026-10-25T00:30:00.000Z',
      '2026-10-26T01:30:00.000Z',
    ]);
  });

  it('every hour leaves out the missing one, and counts both passes of the doubled one', () => {
    expect(times('30 * * * *', zone, '2026-03-28T23:45:00Z', 3)).toEqual([
      '2026-03-29T00:30:00.000Z',
      '2026-03-29T01:30:00.000Z',
      '2026-03-29T02:30:00.000Z',
    ]);
    expect(times('30 * * * *', zone, '2026-10-24T23:45:00Z', 3)).toEqual([
      '2026-10-25T00:30:00.000Z',
      '2026-10-25T01:30:00.000Z',
      '2026-10-25T02:30:00.000Z',
    ]);
  });

  it('a step over the missing hour alone has no times that night', () => {
    expect(times('*/30 2 * * *', zone, '2026-03-28T12:00:00Z', 1)).toEqual(['2026-03-30T00:00:00.000Z']);
  });
});

/** New York skips 02:00–03:00 on 8 March 2026 and repeats 01:00–02:00 on 1 November 2026. */
describe('in America/New_York', () => {
  const zone = 'America/New_York';

  it('a time in the missing hour comes when the hour is over, once', () => {
    expect(times('30 2 * * *', zone, '2026-03-07T12:00:00Z', 2)).toEqual([
      '2026-03-08T07:00:00.000Z',
      '2026-03-09T06:30:00.000Z',
    ]);
  });

  it('a time in the doubled hour comes once, the first time; every quarter of an hour comes eight times', () => {
    expect(times('30 1 * * *', zone, '2026-10-31T12:00:00Z', 2)).toEqual([
      '2026-11-01T05:30:00.000Z',
      '2026-11-02T06:30:00.000Z',
    ]);
    expect(times('*/15 1 * * *', zone, '2026-10-31T12:00:00Z', 9).map((time) => time?.slice(8, 16))).toEqual([
      ...['01T05:00', '01T05:15', '01T05:30', '01T05:45', '01T06:00', '01T06:15', '01T06:30', '01T06:45', '02T06:00'],
    ]);
  });

  it('looking back finds the same times as looking forward', () => {
    for (const cron of ['30 1 * * *', '30 2 * * *', '*/30 * * * *', '0 0-6 * * *']) {
      for (const from of ['2026-03-07T12:00:00Z', '2026-10-31T12:00:00Z']) {
        const forward = times(cron, zone, from, 20);
        const back = timesUntil({ cron, timezone: zone }, Date.parse(forward.at(-1) as string), 20).map(iso);
        expect(back).toEqual(forward);
      }
    }
  });
});
