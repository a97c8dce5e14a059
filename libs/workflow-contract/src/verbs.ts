import { z } from 'zod';

const payload = z.record(z.string(), z.unknown());

export const RetryRunRequest = z
  .strictObject({ from: z.string().min(1).max(100).optional().describe('step to start at; else what failed') })
  .meta({ id: 'RetryRunRequest' });
export type RetryRunRequest = z.infer<typeof RetryRunRequest>;

/** Payload for a wait of one run. */
export const SignalRunRequest = z.strictObject({ payload: payload.optional() }).meta({ id: 'SignalRunRequest' });
export type SignalRunRequest = z.infer<typeof SignalRunRequest>;

/** Payload for all of the team's waits under a key. */
export const SignalKeyRequest = z
  .strictObject({ key: z.string().min(1).max(500), payload: payload.optional() })
  .meta({ id: 'SignalKeyRequest' });
export type SignalKeyRequest = z.infer<typeof SignalKeyRequest>;

export const ApproveStepRequest = z
  .strictObject({
    decision: z.enum(['approve', 'reject']),
    comment: z.string().min(1).max(2_000).optional(),
    form: payload.optional(),
  })
  .meta({ id: 'ApproveStepRequest' });
export type ApproveStepRequest = z.infer<typeof ApproveStepRequest>;

/** `given` to a wait, `kept` for one that comes later, or `dropped` because none will take it. */
export const SignalledResponse = z
  .object({ accepted: z.boolean(), outcome: z.enum(['given', 'kept', 'dropped']) })
  .meta({ id: 'SignalledResponse' });
export type SignalledResponse = z.infer<typeof SignalledResponse>;

/** What waited and was told. */
export const AcceptedResponse = z.object({ accepted: z.boolean() }).meta({ id: 'AcceptedResponse' });
export type AcceptedResponse = z.infer<typeof AcceptedResponse>;
