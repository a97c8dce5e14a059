import { z } from 'zod';
import { IdempotencyKey, RunId, SignalName, StepPath } from './ids.js';
import { bodyLimit } from './limits.js';
import type { Route } from './route.js';
import {
  AcceptedResponse,
  ApproveStepRequest,
  SignalKeyRequest,
  SignalledResponse,
  SignalRunRequest,
} from './verbs.js';

const idempotency = z.object({ 'idempotency-key': IdempotencyKey.optional() });
const accepted = {
  202: { description: 'Taken.', schema: SignalledResponse, example: { accepted: true, outcome: 'given' } },
} as const;

/** What people and systems tell steps that wait: signals to a run or under a key, and answers to approvals. */
export const signalRoutes = {
  signalRun: {
    tag: 'runs',
    name: 'signal',
    method: 'POST',
    path: '/runs/:runId/signals/:name',
    role: 'operator',
    summary: 'Payload for a wait of the run.',
    params: z.strictObject({ runId: RunId, name: SignalName }),
    headers: idempotency,
    body: { kind: 'json', schema: SignalRunRequest, example: { payload: { answer: 'yes' } }, maxBytes: bodyLimit },
    answers: accepted,
    errors: ['NOT_FOUND', 'CONFLICT', 'IDEMPOTENCY_KEY_REUSED'],
  },
  sendSignal: {
    tag: 'signals',
    name: 'send',
    method: 'POST',
    path: '/signals/:name',
    role: 'operator',
    summary: "Payload for the team's waits under a key.",
    params: z.strictObject({ name: SignalName }),
    headers: idempotency,
    body: {
      kind: 'json',
      schema: SignalKeyRequest,
      example: { key: '+15551230000', payload: { text: 'YES' } },
      maxBytes: bodyLimit,
    },
    answers: accepted,
    errors: ['IDEMPOTENCY_KEY_REUSED'],
  },
  approveStep: {
    tag: 'runs',
    name: 'approve',
    method: 'POST',
    path: '/runs/:runId/approvals/:stepId',
    role: 'operator',
    summary: 'A person answers a step that asks for approval.',
    params: z.strictObject({ runId: RunId, stepId: StepPath }),
    body: { kind: 'json', schema: ApproveStepRequest, example: { decision: 'approve' }, maxBytes: bodyLimit },
    answers: { 202: { description: 'Counted.', schema: AcceptedResponse, example: { accepted: true } } },
    errors: ['NOT_FOUND', 'CONFLICT'],
  },
} as const satisfies Record<string, Route>;
