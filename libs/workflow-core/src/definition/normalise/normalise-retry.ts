import { defaultRetry, type RetryPolicy } from '../definition.js';
import { type ObjectReader, shapeOf } from '../reading/object-reader.js';
import {
  attemptsSchema,
  codesSchema,
  delaySchema,
  factorSchema,
  jitterSchema,
  oneOf,
  timeoutSchema,
} from '../reading/schemas.js';
import { withoutUndefined } from '../reading/without-undefined.js';

const retryShape = shapeOf('`retry`', [
  'attempts',
  'backoff',
  'delay',
  'factor',
  'maxDelay',
  'jitter',
  'on',
  'maxElapsed',
]);
export const backoffSchema = oneOf(['exponential', 'fixed']);

/** Completes a partial retry policy. A `maxDelay` that is not written never shortens a written `delay`. */
export function normaliseRetry(step: ObjectReader): RetryPolicy {
  const reader = step.object('retry', retryShape);
  if (reader === undefined) return defaultRetry;
  const delay = reader.take('delay', delaySchema) ?? defaultRetry.delay;
  const maxDelay = reader.take('maxDelay', delaySchema) ?? Math.max(delay, defaultRetry.maxDelay);
  if (maxDelay < delay) reader.refuseValue('maxDelay', `at least the delay, ${delay}`);
  return withoutUndefined<RetryPolicy>({
    attempts: reader.take('attempts', attemptsSchema) ?? defaultRetry.attempts,
    backoff: reader.take('backoff', backoffSchema) ?? defaultRetry.backoff,
    delay,
    factor: reader.take('factor', factorSchema) ?? defaultRetry.factor,
    maxDelay,
    jitter: reader.take('jitter', jitterSchema) ?? defaultRetry.jitter,
    on: reader.take('on', codesSchema),
    maxElapsed: reader.take('maxElapsed', timeoutSchema),
  });
}
