import { z } from 'zod';

/** One thing that is wrong with a request, a trigger or a definition. */
export const ErrorDetail = z
  .object({
    path: z.string().describe('where: JSON Pointer into the body, or params, query or header and the name'),
    code: z.string(),
    message: z.string(),
    hint: z.string().optional().describe('what to write instead'),
    line: z.int().min(1).max(100_000_000).optional(),
    column: z.int().min(1).max(100_000_000).optional(),
  })
  .meta({ id: 'ErrorDetail' });
export type ErrorDetail = z.infer<typeof ErrorDetail>;

const details = z.union([z.array(ErrorDetail), z.record(z.string(), z.unknown())]);

/** The body of every answer from 400 up. Never a stack, a key, a provider's raw error. */
export const ErrorBody = z
  .object({
    error: z.string().describe('for a person'),
    code: z.string().describe('for a program; stable'),
    correlationId: z.string(),
    timestamp: z.iso.datetime(),
    path: z.string(),
    details: details.optional().describe('validation problems as a list; else what was found, such as the state'),
  })
  .meta({
    id: 'ErrorBody',
    examples: [
      {
        error: 'The request does not match its schema.',
        code: 'INVALID_REQUEST',
        correlationId: 'req_01JD0000000000000000000000',
        timestamp: '2026-11-20T10:00:00.000Z',
        path: '/api/workflows/outreach-campaign/runs',
        details: [{ path: '/priority', code: 'too_big', message: 'Too big: expected number to be <=100' }],
      },
    ],
  });
export type ErrorBody = z.infer<typeof ErrorBody>;

/** The same as RFC 9457 has it, for callers whose `Accept` names `application/problem+json`. */
export const ProblemBody = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int().min(400).max(599),
    detail: z.string(),
    instance: z.string(),
    code: z.string(),
    correlationId: z.string(),
    timestamp: z.iso.datetime(),
    details: details.optional(),
  })
  .meta({ id: 'ProblemBody' });
export type ProblemBody = z.infer<typeof ProblemBody>;
