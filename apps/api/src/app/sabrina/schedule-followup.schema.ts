import { z } from 'zod';

/** Longest delay of a follow-up: a week, since a waiting run lives in Redis. */
export const longestDelayMs = 7 * 24 * 3_600_000;

const e164 = z.string().regex(/^\+[1-9]\d{6,14}$/, 'must be a number in E.164, such as +12125550123');

/** A message to a person, as AI_ORCHESTRATOR or GIANNA give it. Other fields are let through and not read. */
export const followupConversation = z.looseObject({
  message: z.string().min(1).max(1_600),
  to: e164,
  channel: z.enum(['sms', 'voice']).optional(),
  /** What research found about the number; the compliance gate reads it. */
  facts: z
    .looseObject({
      litigator: z.boolean().optional(),
      dnc: z.boolean().optional(),
      deceased: z.boolean().optional(),
      lineType: z.string().optional(),
    })
    .optional(),
  /** ISO time from which `delayMs` counts. */
  generatedAt: z.iso.datetime({ offset: true }).optional(),
});

export const ScheduleFollowupInput = z.strictObject({
  conversation: followupConversation,
  /** Wins over the conversation's own; a text message by default. */
  channel: z.enum(['sms', 'voice']).optional(),
  /** Milliseconds after the conversation was written. */
  delayMs: z.number().int().min(0).max(longestDelayMs).optional(),
  /** A number of this team. */
  from: e164.optional(),
});
export type ScheduleFollowupInput = z.infer<typeof ScheduleFollowupInput>;

export const ScheduleFollowupOutput = z.object({
  /** The step completes when the provider has accepted; a wait before that is a deferral of the step, not its output. */
  status: z.literal('sent'),
  /** ISO time at which the provider accepted. */
  at: z.iso.datetime(),
  providerId: z.string(),
  provider: z.enum(['signalhouse', 'twilio']),
  channel: z.enum(['sms', 'voice']),
  to: z.string(),
  from: z.string(),
  /** Absent while the provider has not said. */
  costUsd: z.number().min(0).optional(),
  sandbox: z.boolean(),
});
export type ScheduleFollowupOutput = z.infer<typeof ScheduleFollowupOutput>;
