import type { ErrorBody, ProblemBody } from '@workflow/contract';
import { errorTable } from '@workflow/core';
import { pathOf, type HttpRequest } from '../adapter.js';
import { correlationOf } from '../correlation.js';
import type { Failure } from './failure.js';

export const problemType = 'application/problem+json';

/** The shape that every error of this API has. */
export function errorBody(failure: Failure, request: HttpRequest): ErrorBody {
  return {
    error: failure.message,
    code: failure.code,
    correlationId: correlationOf(request),
    timestamp: new Date().toISOString(),
    path: pathOf(request).slice(0, 500),
    ...(failure.details === undefined ? {} : { details: failure.details as ErrorBody['details'] }),
  };
}

/** The same as RFC 9457 has it. */
export function problemBody(failure: Failure, request: HttpRequest, errorDocs: string | undefined): ProblemBody {
  const { error, code, path, ...rest } = errorBody(failure, request);
  const entry = (errorTable as Record<string, { readonly meaning: string }>)[code];
  return {
    type: errorDocs === undefined ? `urn:workflow:error:${code}` : `${errorDocs}#${code.toLowerCase()}`,
    title: entry?.meaning ?? error,
    status: failure.status,
    detail: error,
    instance: path,
    code,
    ...rest,
  };
}

/** Whether the caller's `Accept` names problem documents. */
export function wantsProblem(request: HttpRequest): boolean {
  return (request.headers.accept ?? '').toLowerCase().includes(problemType);
}
