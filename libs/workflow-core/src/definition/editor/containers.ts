import { z } from 'zod';
import { defaultConcurrency, onItemErrorSchema, restSchema } from '../normalise/kinds/normalise-map.js';
import { countSchema, expressionSchema, pairsSchema, toleranceSchema } from '../reading/schemas.js';
import { payload } from './payload.js';
import { maybe, shown } from './shown.js';

/** What holds steps of its own. */
interface Containers {
  readonly map: z.ZodType;
  readonly loop: z.ZodType;
  readonly interleave: z.ZodType;
}

/** The containers of a form, whose inner steps are `step`. */
export function containersOf(step: () => z.ZodType): Containers {
  const steps = z.array(z.lazy(step)).min(1);
  const output = 'any JSON with templates; without it the output of the last listed inner step.';
  const map = z.strictObject({
    over: shown(expressionSchema, 'One expression that gives a list.'),
    steps: shown(steps, 'Run once for each item, which is `item`; its place in the list is `index`.'),
    output: maybe(payload, `What an item gives: ${output}`),
    concurrency: maybe(countSchema, 'Items that are worked at once.', { default: defaultConcurrency }),
    onItemError: maybe(
      onItemErrorSchema,
      '`fail`: the first failed item fails the map. `continue`: it gives null, and the others go on.',
      { default: 'fail' },
    ),
    tolerate: maybe(toleranceSchema, 'Failed items that are let pass: a number, or a share such as 10%.'),
    completeWhen: maybe(
      expressionSchema,
      'One expression over map.ok, map.failed, map.active, map.total and map.outputs: true completes the map at once.',
    ),
    rest: maybe(restSchema, 'What becomes of the other items when `completeWhen` completes the map.', {
      default: 'cancel',
    }),
  });
  const loop = {
    steps: shown(steps, 'Run once in each iteration. `loop.index` counts them, `loop.previous` is the output before.'),
    output: maybe(payload, `What an iteration gives: ${output}`),
    maxIterations: shown(countSchema, 'Beyond it the loop fails with LOOP_EXHAUSTED.'),
  };
  const whileTrue = shown(expressionSchema, 'One expression, asked before each iteration: false ends the loop.');
  const untilTrue = shown(expressionSchema, 'One expression, asked after each iteration: true ends the loop.');
  const interleave = z.strictObject({
    steps: shown(steps, 'Each runs once, never two at the same time.'),
    order: maybe(pairsSchema, 'Pairs of ids: the first before the second.'),
  });
  return {
    map,
    loop: z.union([z.strictObject({ ...loop, while: whileTrue }), z.strictObject({ ...loop, until: untilTrue })]),
    interleave,
  };
}
