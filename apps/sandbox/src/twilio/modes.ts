import type { Fault } from '../fault.js';
import { recipientSuffixes } from '../recipient-suffixes.js';

export const twilioModes = [
  'invalidTo',
  'optOut',
  'undelivered',
  'filtered',
  'silent',
  'busy',
  'noAnswer',
  'machine',
  'callFailed',
] as const;
export type TwilioMode = (typeof twilioModes)[number];

/**
 * Twilio's own outcomes, by mode and by the end of the `To` number, beside the common table.
 *
 * | mode | ends in | what happens |
 * |---|---|---|
 * | invalidTo | +15005550001 | 400, code 21211 |
 * | optOut | 0610, +15005550004 | message: 400, code 21610; call: rings as usual |
 * | undelivered | 0630 | message accepted, later undelivered with ErrorCode 30003 |
 * | filtered | 0640 | message accepted, later undelivered with ErrorCode 30007 |
 * | silent | 0650 | accepted; no status after the first |
 * | busy | 0801 | call ends busy |
 * | noAnswer | 0802 | call ends no-answer |
 * | machine | 0803 | answered by a machine (machine_start, or machine_end_beep with DetectMessageEnd) |
 * | callFailed | 0804 | call ends failed |
 *
 * +15005550006 is an ordinary valid number, as among Twilio's own test numbers.
 */
export const twilioSuffixes: Record<string, Fault<TwilioMode>> = {
  ...recipientSuffixes,
  '15005550001': { mode: 'invalidTo' },
  '15005550004': { mode: 'optOut' },
  '0610': { mode: 'optOut' },
  '0630': { mode: 'undelivered' },
  '0640': { mode: 'filtered' },
  '0650': { mode: 'silent' },
  '0801': { mode: 'busy' },
  '0802': { mode: 'noAnswer' },
  '0803': { mode: 'machine' },
  '0804': { mode: 'callFailed' },
};

/** The Twilio mode of a fault, if it is one. */
export function twilioModeOf(fault: Fault<string> | undefined): TwilioMode | undefined {
  return twilioModes.find((mode) => mode === fault?.mode);
}
