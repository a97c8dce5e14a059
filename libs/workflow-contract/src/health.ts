import { z } from 'zod';

export const LiveResponse = z.object({ status: z.literal('ok') }).meta({ id: 'LiveResponse' });
export type LiveResponse = z.infer<typeof LiveResponse>;

/** Whether this process takes work, and each check with its reason when it does not pass. */
export const ReadyResponse = z
  .object({
    status: z.enum(['ready', 'not_ready', 'draining']),
    checks: z.record(z.string(), z.object({ ok: z.boolean(), reason: z.string().optional() })),
  })
  .meta({ id: 'ReadyResponse' });
export type ReadyResponse = z.infer<typeof ReadyResponse>;
