import { z } from 'zod';
import { backoffSchema } from '../normalise/normalise-retry.js';
import { defaultRetry } from '../definition.js';
import {
  agentSchema,
  attemptsSchema,
  codesSchema,
  delaySchema,
  factorSchema,
  jitterSchema,
  timeoutSchema,
} from '../reading/schemas.js';
import { payloadObject } from './payload.js';
import { maybe, shown } from './shown.js';

export const agent = shown(
  agentSchema,
  'Who does it. Upper and lower case, `-` and `_` make no difference; an unknown agent is refused.',
);
export const action = shown(agentSchema, 'The verb that the agent is asked for.');
export const inputs = shown(
  payloadObject,
  'What the action is given: any JSON, with templates anywhere inside its strings. A step that a template reads need ' +
    'not stand in `dependsOn`. A string that is one hole and nothing else, such as {{steps.research.output}}, gives ' +
    'the value itself with its type.',
);

/** An action that is called beside the steps. */
export const call = z.strictObject({ agent, action, inputs: inputs.optional() }).meta({ id: 'Call' });

/** How an action is tried again. */
export const retry = z
  .strictObject({
    attempts: maybe(attemptsSchema, 'Attempts in all, the first included.', { default: defaultRetry.attempts }),
    backoff: maybe(backoffSchema, 'Whether delays grow by `factor` or stay as they are.', { default: 'exponential' }),
    delay: maybe(delaySchema, 'Milliseconds before the second attempt.', { default: defaultRetry.delay }),
    factor: maybe(factorSchema, 'By which each delay is longer than the one before.', {
      default: defaultRetry.factor,
    }),
    maxDelay: maybe(delaySchema, 'Milliseconds that no delay exceeds; at least `delay`.', {
      default: defaultRetry.maxDelay,
    }),
    jitter: maybe(jitterSchema, 'The share of each delay that is drawn at random, 0 to 1.', {
      default: defaultRetry.jitter,
    }),
    on: maybe(codesSchema, 'Error codes that are tried again; without it every retryable one.'),
    maxElapsed: maybe(
      timeoutSchema,
      'Milliseconds from the begin of the first attempt after which no other one begins.',
    ),
  })
  .meta({ id: 'Retry' });

/** What a step that is tried has: it may be tried again, and undone. */
export const attemptFields = {
  retry: maybe(retry, 'How it is tried again. Without it there are three attempts, one and two seconds apart.'),
  compensate: maybe(call, 'What undoes this step once it has completed; without it the undo of the action, if any.'),
};
