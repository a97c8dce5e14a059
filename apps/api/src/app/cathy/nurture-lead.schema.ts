import { z } from 'zod';

export const stages = [
  'initial_followup',
  'value_building',
  'objection_handling',
  're_engagement',
  'final_attempt',
] as const;
export type Stage = (typeof stages)[number];

const isoTime = z.iso.datetime({ offset: true });

/** One message that went out or came in. */
export const touch = z.object({
  at: isoTime,
  direction: z.enum(['outbound', 'inbound']),
  text: z.string().max(2_000).optional(),
});
export type Touch = z.infer<typeof touch>;

export const NurtureLeadInput = z.strictObject({
  leadId: z.string().min(1).optional(),
  /** The opener of the conversation, as GIANNA drafted it; counts as the first touch. */
  opener: z.looseObject({ leadId: z.string().min(1), generatedAt: isoTime, message: z.string().nullable() }).optional(),
  /** What happened since, in any order. */
  history: z.array(touch).max(500).default([]),
});
export type NurtureLeadInput = z.output<typeof NurtureLeadInput>;

export const NurtureLeadOutput = z.object({
  leadId: z.string(),
  /** Null when nurture is over. */
  stage: z.enum(stages).nullable(),
  /** When the next message is due; null when none is to be sent by CATHY. */
  nextTouchAt: z.iso.datetime().nullable(),
  /** Messages sent so far. */
  touches: z.number().int().min(0),
  /** The agent that takes the conversation over. */
  escalateTo: z.literal('SABRINA').nullable(),
  reason: z.enum(['no_reply', 'wants_to_schedule', 'objection', 'not_interested', 'opted_out', 'replied', 'exhausted']),
});
export type NurtureLeadOutput = z.infer<typeof NurtureLeadOutput>;
