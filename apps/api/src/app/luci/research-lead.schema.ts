import { z } from 'zod';

/** A postal address in the United States. */
export const leadAddress = z.object({
  street: z.string().min(1),
  city: z.string().min(1),
  /** Two letters. */
  state: z.string().min(2),
  zip: z.string().optional(),
});
export type LeadAddress = z.infer<typeof leadAddress>;

/** The lead to research, and what the caller knows better than the lead directory. */
export const ResearchLeadInput = z.strictObject({
  leadId: z.string().min(1).max(200),
  firstName: z.string().min(1).optional(),
  lastName: z.string().min(1).optional(),
  /** Any spelling of a North American number, or E.164. */
  phone: z.string().min(1).optional(),
  email: z.email().optional(),
  address: leadAddress.optional(),
});
export type ResearchLeadInput = z.infer<typeof ResearchLeadInput>;

/** Where a fact came from, and what asking for it cost. */
export const researchSource = z.object({
  provider: z.enum(['tracerfy', 'trestle']),
  endpoint: z.string(),
  /** Fields of the output that the answer filled. */
  fields: z.array(z.string()),
  costUsd: z.number().min(0),
  /** True when the stand-in provider of development answered. */
  sandbox: z.boolean(),
});
export type ResearchSource = z.infer<typeof researchSource>;

export const lineTypes = [
  'Landline',
  'Mobile',
  'FixedVOIP',
  'NonFixedVOIP',
  'Premium',
  'TollFree',
  'Voicemail',
  'Other',
] as const;
export const grades = ['A', 'B', 'C', 'D', 'F'] as const;

/** What research found. `null` says that nothing is known. */
export const ResearchLeadOutput = z.object({
  leadId: z.string(),
  name: z.string().nullable(),
  /** How sure it is that a message to `phone` reaches this lead, 0 to 1 in hundredths. */
  confidence: z.number().min(0).max(1),
  /** E.164. */
  phone: z.string().nullable(),
  /** Trestle's contact grade. */
  grade: z.enum(grades).nullable(),
  /** Trestle's activity score, 0 to 100. */
  activityScore: z.number().min(0).max(100).nullable(),
  lineType: z.enum(lineTypes).nullable(),
  /** Known to sue over unwanted messages. */
  litigator: z.boolean(),
  /** On a do-not-call list. */
  dnc: z.boolean(),
  deceased: z.boolean(),
  qualification: z.enum(['ready', 'review', 'reject']),
  sources: z.array(researchSource),
  costUsd: z.number().min(0),
  sandbox: z.boolean(),
});
export type ResearchLeadOutput = z.infer<typeof ResearchLeadOutput>;
export type LineType = (typeof lineTypes)[number];
export type Grade = (typeof grades)[number];
