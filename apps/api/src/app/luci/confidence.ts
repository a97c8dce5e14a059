import type { LineType } from './research-lead.schema.js';

/** What the confidence is made of. */
export interface ConfidenceFacts {
  /** Trestle's activity score, 0 to 100; null when the number is invalid or was not scored. */
  readonly activityScore: number | null;
  readonly lineType: LineType | null;
  /** Whether the number is the lead's own; null when nobody said. */
  readonly ownerMatched: boolean | null;
}

/** Points taken off for a line that a text may not reach. */
const lineDeduction: Record<LineType, number> = {
  Mobile: 0,
  Landline: 10,
  FixedVOIP: 20,
  NonFixedVOIP: 20,
  Other: 40,
  Premium: 40,
  TollFree: 40,
  Voicemail: 40,
};
const unknownLineDeduction = 40;
const otherOwnerDeduction = 25;
const unknownOwnerDeduction = 10;

/**
 * How sure it is that a message to this number reaches this lead: the activity score less the deductions, in
 * hundredths, never below 0. A mobile that matches its owner has no deductions, so 60 gives 0.6 and 71 gives 0.71.
 * | fact | points off |
 * |---|---|
 * | landline | 10 |
 * | voice over IP | 20 |
 * | premium, toll-free, voicemail, other, unknown line | 40 |
 * | the owner is not known | 10 |
 * | the owner is somebody else | 25 |
 *
 * Trestle's grade does not count, since it is made from the same score; litigators and do-not-call lists do not
 * either, since they forbid a message rather than make it uncertain.
 */
export function confidenceOf({ activityScore, lineType, ownerMatched }: ConfidenceFacts): number {
  if (activityScore === null) return 0;
  const line = lineType === null ? unknownLineDeduction : lineDeduction[lineType];
  const owner = ownerMatched === null ? unknownOwnerDeduction : ownerMatched ? 0 : otherOwnerDeduction;
  return Math.max(0, Math.round(activityScore) - line - owner) / 100;
}
