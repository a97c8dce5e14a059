import { z } from 'zod';
import { joins, onDeadSchema, restSchema } from '../normalise/normalise-join.js';
import { mutexScopeSchema } from '../normalise/normalise-step.js';
import {
  countSchema,
  expressionSchema,
  idSchema,
  idsSchema,
  prioritySchema,
  templateSchema,
  timeoutSchema,
} from '../reading/schemas.js';
import { maybe, shown } from './shown.js';

const join = z.union([
  z.enum(joins),
  z.strictObject({ atLeast: shown(countSchema, 'So many dependencies must have arrived.') }),
  z.strictObject({
    when: shown(expressionSchema, 'An expression, asked again whenever a dependency has ended. It makes no edge.'),
  }),
]);

const joinInFull = z
  .strictObject({
    steps: shown(idsSchema, 'Ids of the steps that this one waits for.'),
    join: maybe(
      join,
      '`all`: every one arrived. `allSettled`: every one ended, however. `any`: no other can still arrive, and one ' +
        'has. `first`: one has arrived. `{atLeast: n}`: n have. `{when: expression}`: the expression holds.',
      { default: 'all' },
    ),
    rest: maybe(restSchema, 'What becomes of the named steps that still live when the join fires.', {
      default: 'keep',
    }),
    onDead: maybe(
      onDeadSchema,
      'What becomes of this step when the join cannot be met because steps were skipped or cancelled, and none failed.',
      { default: 'skip' },
    ),
  })
  .meta({ id: 'Join' });

const onError = z.union([
  z.enum(['fail', 'continue']),
  z.strictObject({
    fallback: shown(idSchema, 'A step that runs only when this one has failed, and stands in for it.'),
  }),
  z.strictObject({ kind: z.enum(['fail', 'continue']) }),
  z.strictObject({ kind: z.literal('fallback'), stepId: idSchema }),
]);

const mutex = z.strictObject({
  key: shown(templateSchema, 'A template: at most one step under the same key at a time.'),
  scope: maybe(mutexScopeSchema, 'Where the key counts.', { default: 'run' }),
});

export const stepId = shown(
  idSchema,
  'Unique in the whole definition: a letter, then letters, digits, `_` or `-`, at most 64 characters.',
  { id: 'StepId' },
);

/** What steps of every kind take, but for their id. */
export const stepFields = {
  dependsOn: maybe(
    z.union([idsSchema, joinInFull]),
    'Ids of the steps that this one waits for, or the join in full. Steps that its templates read need not be named.',
    { id: 'DependsOn' },
  ),
  condition: maybe(
    expressionSchema,
    'One expression, bare or in {{ }}, asked once before the first attempt. False skips the step.',
    { id: 'Condition' },
  ),
  timeout: maybe(
    timeoutSchema,
    'Milliseconds: of an action for each attempt, of a wait or an approval from the moment in which it begins.',
    { id: 'StepTimeout' },
  ),
  onError: maybe(
    onError,
    'What a failure for good does: `fail` fails the run, `continue` lets it go on, `{fallback: stepId}` has another ' +
      'step stand in.',
    { id: 'OnError', default: 'fail' },
  ),
  priority: maybe(prioritySchema, 'Orders what is free to go at the same moment: 1 is first, 100 last.', {
    id: 'StepPriority',
  }),
  mutex: maybe(mutex, 'At most one step under a key at a time.', { id: 'Mutex' }),
  onlyWhile: maybe(
    expressionSchema,
    'One expression, asked as each attempt begins. False skips the step with MILESTONE_EXPIRED.',
    { id: 'OnlyWhile' },
  ),
  cancels: maybe(idsSchema, 'Ids of steps that are cancelled when this one completes.', {
    id: 'Cancels',
  }),
};
