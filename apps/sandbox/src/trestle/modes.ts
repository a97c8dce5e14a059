import type { Fault } from '../fault.js';

export const trestleModes = ['partial', 'wallet', 'badKey', 'voip', 'inactive', 'litigator', 'invalid'] as const;
export type TrestleMode = (typeof trestleModes)[number];

/**
 * What Trestle knows, by mode and by the last four digits of the phone number. Texting and calling such a number
 * is ordinary, so that a lead can fail at research alone.
 *
 * | mode | ends in | answer |
 * |---|---|---|
 * | voip | 0701 | line_type NonFixedVOIP |
 * | – | 0702 0703 0709 | line_type FixedVOIP, Landline, TollFree |
 * | inactive | 0704 | activity_score 20, grade F |
 * | litigator | 0705 | litigator risk true (with the litigator add-on) |
 * | – | 0706 | activity_score 50 (unknown), grade C |
 * | invalid | 0707 | is_valid false, no facts, warning "Invalid Input" |
 * | partial | 0708 | 200 with an `error` object and null facts |
 * | wallet | 0713 | 403, empty wallet |
 * | badKey | 0714 | 403, key not valid for this product |
 * | status | 0729 0750 | 429, 500 |
 *
 * Any other number: mobile, activity 70 to 99, grade A from 80 and B below; the number alone decides. The knobs
 * activityByPhone, gradeByPhone and lineTypeByPhone overrule the facts of a number.
 */
export const trestleSuffixes: Record<string, Fault<TrestleMode>> = {
  '0701': { mode: 'voip' },
  '0704': { mode: 'inactive' },
  '0705': { mode: 'litigator' },
  '0707': { mode: 'invalid' },
  '0708': { mode: 'partial' },
  '0713': { mode: 'wallet' },
  '0714': { mode: 'badKey' },
  '0729': { mode: 'status', status: 429 },
  '0750': { mode: 'status', status: 500 },
};
