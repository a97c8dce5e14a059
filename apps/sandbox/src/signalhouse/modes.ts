import type { Fault } from '../fault.js';
import { recipientSuffixes } from '../recipient-suffixes.js';

export const signalHouseModes = ['refused', 'optOut', 'dnc', 'failed', 'silent'] as const;
export type SignalHouseMode = (typeof signalHouseModes)[number];

/**
 * SignalHouse's own outcomes, by mode and by the last four digits of the recipient, beside the common table.
 *
 * | mode | ends in | what happens |
 * |---|---|---|
 * | refused | 0600 | 201 with enqueuedCount 0: moderation, the message document is FAILED |
 * | optOut | 0610 | 201 with enqueuedCount 0, errorCode OUT |
 * | dnc | 0620 | 201 with enqueuedCount 0, the number in dncBlockedNumbers, no document |
 * | failed | 0630 | accepted, later FAILED with errorCode 30003 |
 * | silent | 0650 | accepted, stays SENT: a carrier that reports nothing |
 */
export const signalHouseSuffixes: Record<string, Fault<SignalHouseMode>> = {
  ...recipientSuffixes,
  '0600': { mode: 'refused' },
  '0610': { mode: 'optOut' },
  '0620': { mode: 'dnc' },
  '0630': { mode: 'failed' },
  '0650': { mode: 'silent' },
};
