import { describe, expect, it } from 'vitest';
import { isTimeZone, nextOpening } from './quiet-hours.js';
import { lawfulWindow, parseSendingWindow } from './sending-window.js';

const utc = (text: string): number => Date.parse(`${text}Z`);
const newYork = ['America/New_York'];
const coastToCoast = ['America/New_York', 'America/Los_Angeles'];

describe('nextOpening', () => {
  it.each([
    ['just before it opens', '2026-11-21T12:59:59', '2026-11-21T13:00:00'],
    ['as it opens', '2026-11-21T13:00:00', '2026-11-21T13:00:00'],
    ['in its last second', '2026-11-22T01:59:59', '2026-11-22T01:59:59'],
    ['as it closes', '2026-11-22T02:00:00', '2026-11-22T13:00:00'],
    ['on the night the clocks go back', '2026-11-01T05:30:00', '2026-11-01T13:00:00'],
    ['on the night the clocks go forward', '2026-03-08T06:30:00', '2026-03-08T12:00:00'],
  ])('in one zone, %s', (_, now, opening) => {
    expect(nextOpening(utc(now), newYork, lawfulWindow)).toBe(utc(opening));
  });

  it.each([
    ['waits for the west to wake', '2026-11-21T14:00:00', '2026-11-21T16:00:00'],
    ['waits until tomorrow when the east has gone to bed', '2026-11-22T03:00:00', '2026-11-22T16:00:00'],
    ['lets the common hours through', '2026-11-21T20:17:31', '2026-11-21T20:17:31'],
  ])('in several zones, %s', (_, now, opening) => {
    expect(nextOpening(utc(now), coastToCoast, lawfulWindow)).toBe(utc(opening));
  });

  it('meets a zone that is off by three quarters of an hour to the minute', () => {
    expect(nextOpening(utc('2026-11-21T00:00:00'), ['Asia/Kathmandu'], lawfulWindow)).toBe(utc('2026-11-21T02:15:00'));
  });

  it('knows no opening for zones that are never awake together', () => {
    const window = { fromHour: 9, toHour: 10 };
    expect(nextOpening(utc('2026-11-21T00:00:00'), coastToCoast, window)).toBeUndefined();
  });

  it('is always open from 0 to 24', () => {
    expect(nextOpening(utc('2026-11-21T03:00:00'), newYork, parseSendingWindow('0-24'))).toBe(
      utc('2026-11-21T03:00:00'),
    );
  });
});

describe('parseSendingWindow', () => {
  it('reads hours', () => expect(parseSendingWindow('8-21')).toEqual(lawfulWindow));
  it.each(['', '8', '21-8', '8-8', '8-25', '-1-5', '8-21h'])('refuses %j', (text) => {
    expect(() => parseSendingWindow(text)).toThrow(RangeError);
  });
});

describe('isTimeZone', () => {
  it('tells names from inventions', () => {
    expect(['America/Denver', 'Mars/Olympus', ''].map(isTimeZone)).toEqual([true, false, false]);
  });
});
