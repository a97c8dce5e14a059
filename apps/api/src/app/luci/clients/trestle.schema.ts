import { z } from 'zod';
import { grades, lineTypes } from '../research-lead.schema.js';

/** Anything that Trestle may add to its lists counts as unknown, not as a bad answer. */
const lineType = z.enum(lineTypes).nullish().catch(null);
const grade = z.enum(grades).nullish().catch(null);
const score = z.number().min(0).max(100).nullish();
const partialError = z.looseObject({ name: z.string().nullish(), message: z.string().nullish() }).nullish();

/** Answer of `GET /3.0/phone_intel`. */
export const phoneIntelAnswer = z.looseObject({
  is_valid: z.boolean().nullish(),
  activity_score: score,
  line_type: lineType,
  error: partialError,
});

/** Answer of `GET /2.0/real_contact`. */
export const realContactAnswer = z.looseObject({
  phone: z
    .looseObject({ is_valid: z.boolean().nullish(), name_match: z.boolean().nullish(), contact_grade: grade })
    .nullish(),
  add_ons: z
    .looseObject({
      litigator_checks: z.looseObject({ phone_is_litigator_risk: z.boolean().nullish() }).nullish(),
    })
    .nullish(),
  error: partialError,
});
