import { z } from 'zod';
import { EmitEventRequest, EmittedEvent } from './event.js';
import { EventName, IdempotencyKey } from './ids.js';
import { bodyLimit } from './limits.js';
import type { Route } from './route.js';

/** What the world tells a team's workflows, whoever of them listens. */
export const eventRoutes = {
  emitEvent: {
    tag: 'events',
    name: 'emit',
    method: 'POST',
    path: '/events/:name',
    role: 'operator',
    summary: 'Starts a run of each workflow that a trigger lets listen to this event.',
    params: z.strictObject({ name: EventName }),
    headers: z.object({ 'idempotency-key': IdempotencyKey.optional() }),
    body: { kind: 'json', schema: EmitEventRequest, example: { leadId: 'lead-7' }, maxBytes: bodyLimit },
    answers: {
      202: {
        description: 'What it started. Both lists are empty when no workflow listens.',
        schema: EmittedEvent,
        example: { runs: [{ workflowId: 'greet-a-lead', runId: 'wr_0-01JD0000000000000000000000' }], refused: [] },
      },
    },
    errors: ['IDEMPOTENCY_KEY_REUSED', 'STATE_FULL'],
  },
} as const satisfies Record<string, Route>;
