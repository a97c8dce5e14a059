import { z } from 'zod';
import { runExample, startedExample } from './examples.js';
import { RunId } from './ids.js';
import { bodyLimit } from './limits.js';
import type { Route } from './route.js';
import { Run, StartRunResponse } from './run.js';
import { RetryRunRequest } from './verbs.js';

const runId = z.strictObject({ runId: RunId });
const asItStands = {
  202: { description: 'Asked for; the run as it stands.', schema: Run, example: runExample },
} as const;

/** Verbs whose requests are settled and checked, and that answer 501 until they are built. */
export const unbuiltRoutes = {
  pauseRun: {
    tag: 'runs',
    name: 'pause',
    method: 'POST',
    path: '/runs/:runId/pause',
    role: 'operator',
    summary: 'Starts no further step of a run until it is resumed.',
    params: runId,
    answers: asItStands,
    errors: ['NOT_FOUND', 'CONFLICT', 'NOT_BUILT'],
  },
  resumeRun: {
    tag: 'runs',
    name: 'resume',
    method: 'POST',
    path: '/runs/:runId/resume',
    role: 'operator',
    summary: 'Lets a paused run go on.',
    params: runId,
    answers: asItStands,
    errors: ['NOT_FOUND', 'CONFLICT', 'NOT_BUILT'],
  },
  retryRun: {
    tag: 'runs',
    name: 'retry',
    method: 'POST',
    path: '/runs/:runId/retry',
    role: 'operator',
    summary: 'A new run that adopts the settled outputs and starts at what failed, or at a step.',
    params: runId,
    body: { kind: 'json', schema: RetryRunRequest, example: { from: 'research' }, maxBytes: bodyLimit },
    answers: { 201: { description: 'The new run.', schema: StartRunResponse, example: startedExample } },
    errors: ['NOT_FOUND', 'CONFLICT', 'NOT_BUILT'],
  },
} as const satisfies Record<string, Route>;
