import { z } from 'zod';

/** What the compliance gate needs to know of the recipient; taken from the research as it is. */
export const recipientFacts = z.object({
  litigator: z.boolean().optional(),
  dnc: z.boolean().optional(),
  deceased: z.boolean().optional(),
  lineType: z.string().optional(),
});
export type RecipientFacts = z.infer<typeof recipientFacts>;

/** What research gave. Unknown fields are let through and not read. */
export const messageResearch = z.looseObject({
  leadId: z.string().optional(),
  name: z.string().nullish(),
  /** E.164. */
  phone: z.string().nullish(),
  litigator: z.boolean().nullish(),
  dnc: z.boolean().nullish(),
  deceased: z.boolean().nullish(),
  lineType: z.string().nullish(),
});
export type MessageResearch = z.infer<typeof messageResearch>;

export const GenerateMessageInput = z.strictObject({
  research: messageResearch,
  channel: z.enum(['sms', 'voice']).default('sms'),
  /** What the message is to bring about. */
  goal: z.string().min(1).max(500).default('start a conversation and ask whether a short call suits'),
  tone: z.string().min(1).max(100).default('warm, plain and brief'),
  /** On whose behalf, such as the name of the company. */
  sender: z.string().min(1).max(200).optional(),
  allowLinks: z.boolean().default(false),
  /** Wins over the team's setting, which wins over the default model. */
  model: z.string().min(1).max(100).optional(),
});
export type GenerateMessageInput = z.output<typeof GenerateMessageInput>;

export const GenerateMessageOutput = z.object({
  leadId: z.string().nullable(),
  message: z.string().min(1),
  channel: z.enum(['sms', 'voice']),
  /** E.164. */
  to: z.string(),
  facts: recipientFacts,
  /** ISO time at which the message was written; delays of a follow-up count from here. */
  generatedAt: z.iso.datetime(),
  model: z.string(),
  usage: z.object({
    inputTokens: z.number().int().min(0),
    outputTokens: z.number().int().min(0),
    cachedTokens: z.number().int().min(0),
  }),
  costUsd: z.number().min(0),
  sandbox: z.boolean(),
});
export type GenerateMessageOutput = z.infer<typeof GenerateMessageOutput>;
