import { expect, test } from 'vitest';
import { mostCaughtUp, timeToStart } from './time-to-start.js';

const at = (time: string): number => Date.parse(`2026-01-05T${time}Z`);
const start = (cron: string, missed: 'skip' | 'catchUp', planned: number, now: number): string | undefined => {
  const time = timeToStart({ cron, timezone: 'UTC', missed }, planned, now);
  return time === undefined ? undefined : new Date(time).toISOString().slice(11, 19);
};

test.each<['skip' | 'catchUp', string, string, string]>([
  ['skip', '09:00:00', '08:59:59.999', '09:00:00'],
  ['skip', '09:00:00', '09:00:00', '09:00:00'],
  ['skip', '09:00:00', '09:01:00', '09:00:00'],
  ['skip', '09:00:00', '09:01:00.001', '10:00:00'],
  ['skip', '09:00:00', '12:00:30', '12:00:00'],
  ['skip', '09:00:00', '12:30:00', '13:00:00'],
  ['catchUp', '09:00:00', '08:00:00', '09:00:00'],
  ['catchUp', '09:00:00', '09:30:00', '09:00:00'],
  ['catchUp', '09:00:00', '23:30:00', '09:00:00'],
])('%s: what was planned at %s is at %s to be started as of %s', (missed, planned, now, expected) => {
  expect(start('0 * * * *', missed, at(planned), at(now))).toBe(expected);
});

test('of more missed times than are made up, the latest are', () => {
  const now = at('09:00:00') + mostCaughtUp * 60_000;
  expect(start('* * * * *', 'catchUp', at('09:00:00'), now)).toBe('09:01:00');
  expect(start('* * * * *', 'catchUp', at('09:01:00'), now)).toBe('09:01:00');
  expect(start('* * * * *', 'catchUp', at('00:00:00'), now)).toBe('09:01:00');
});

test('a schedule without further times has none to start', () => {
  expect(start('0 0 30 2 *', 'skip', at('09:00:00'), at('12:00:00'))).toBeUndefined();
  expect(start('0 0 30 2 *', 'catchUp', at('09:00:00'), at('12:00:00'))).toBe('09:00:00');
});
