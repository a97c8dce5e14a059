import { z } from 'zod';

/** What an event brings: `event` in the triggers that listen to it. */
export const EmitEventRequest = z.record(z.string(), z.unknown()).meta({ id: 'EmitEventRequest' });
export type EmitEventRequest = z.infer<typeof EmitEventRequest>;

/** The runs that an event started, one for each workflow, and the workflows that refused it for good. */
export const EmittedEvent = z
  .object({
    runs: z.array(z.object({ workflowId: z.string(), runId: z.string() })),
    refused: z.array(z.object({ workflowId: z.string(), code: z.string(), message: z.string() })),
  })
  .meta({ id: 'EmittedEvent' });
export type EmittedEvent = z.infer<typeof EmittedEvent>;
