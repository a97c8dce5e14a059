import { z } from 'zod';

/** Facts about the recipient that the compliance gate reads. */
export const openerFacts = z.object({
  litigator: z.boolean().optional(),
  dnc: z.boolean().optional(),
  deceased: z.boolean().optional(),
  lineType: z.string().optional(),
});

export const audiences = ['homeowner', 'landlord', 'business'] as const;
export const openerIntents = ['introduce', 'verify', 'reconnect'] as const;

export const OpenConversationInput = z.strictObject({
  lead: z.object({
    leadId: z.string().min(1),
    name: z.string().nullable(),
    /** E.164; null when research found none. */
    phone: z.string().nullable(),
    confidence: z.number().min(0).max(1),
    qualification: z.enum(['ready', 'review', 'reject']),
    facts: openerFacts,
  }),
  /** Read from the name when absent. */
  audience: z.enum(audiences).optional(),
  /** Follows from the qualification when absent. */
  intent: z.enum(openerIntents).optional(),
  /** On whose behalf. */
  sender: z.string().min(1).max(60).optional(),
});
export type OpenConversationInput = z.infer<typeof OpenConversationInput>;

export const OpenConversationOutput = z.object({
  leadId: z.string(),
  /** Null when nobody is to be written to. */
  message: z.string().nullable(),
  channel: z.literal('sms'),
  to: z.string().nullable(),
  facts: openerFacts,
  audience: z.enum(audiences),
  intent: z.enum(openerIntents),
  /** What fits next: send it, show it to a person first, or leave this lead alone. */
  nextAction: z.enum(['send', 'human_review', 'do_not_contact']),
  generatedAt: z.iso.datetime(),
});
export type OpenConversationOutput = z.infer<typeof OpenConversationOutput>;
export type Audience = (typeof audiences)[number];
export type OpenerIntent = (typeof openerIntents)[number];
