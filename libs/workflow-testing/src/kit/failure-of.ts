import { failureOfError, reasonOfError, type AttemptFailure, type Reason } from '@workflow/core';

/** What an error is to the retry rule, and what is kept of it. */
export function failureOf(error: unknown, stepId: string): { failure: AttemptFailure; reason: Reason } {
  const reason = reasonOfError(error, stepId);
  return { failure: failureOfError(error, reason.code), reason };
}

export { reasonOfError as reasonOf };

/** What expressions and templates give, or why they cannot be evaluated. */
export function tryEvaluate<T>(stepId: string, evaluate: () => T): { readonly value: T } | { readonly reason: Reason } {
  try {
    return { value: evaluate() };
  } catch (error) {
    return { reason: reasonOfError(error, stepId) };
  }
}
