import { WorkflowError, type Problem } from '@workflow/core';

/** Whether a start was refused for good: the same one would be refused each time. Any other failure may pass. */
export function isRefusal(error: unknown): error is WorkflowError {
  return error instanceof WorkflowError && error.httpStatus < 500 && error.httpStatus !== 429;
}

/** What a log says of a refusal: which fields it is about, and never what stands in them. */
export function tellRefusal({ code, message, details }: WorkflowError): object {
  const fields = Array.isArray(details) ? details.map(({ path }: Problem) => path) : undefined;
  return { code, reason: message, fields };
}

export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error('A start failed without an error.', { cause: thrown });
}
