import { type ObjectReader, shapeOf } from '../../reading/object-reader.js';
import { delaySchema, inputsSchema, nameSchema, templateSchema } from '../../reading/schemas.js';
import { withoutUndefined } from '../../reading/without-undefined.js';
import type { ActionStep, CachePolicy } from '../../step-kinds.js';
import { defaultRetry } from '../../definition.js';
import { blankCall, normaliseAgent, takeActionCall } from '../normalise-action-call.js';
import { normaliseRetry } from '../normalise-retry.js';
import { taskInputs, type TaskNames } from '../task-inputs.js';
import type { OwnFields } from './own-fields.js';

const transformShape = shapeOf('`transform`', ['source', 'target']);
const cacheShape = shapeOf('`cache`', ['ttl', 'key']);

/** Holds the place of what makes a step one of its kind, when that could not be read. */
export const blankAction: OwnFields<ActionStep> = { kind: 'action', ...blankCall, retry: defaultRetry };

/** What an agent is asked to do. `dependencies` and `names` give a task its inputs; `isNoAction` is true where agent
 * and action are not missed. */
export function normaliseAction(
  step: ObjectReader,
  dependencies: readonly string[],
  names: TaskNames | undefined,
  isNoAction: boolean,
): OwnFields<ActionStep> {
  const inputs = names === undefined ? step.take('inputs', inputsSchema) : taskInputs(step, dependencies, names);
  return withoutUndefined<OwnFields<ActionStep>>({
    kind: 'action',
    ...(isNoAction ? blankCall : normaliseAgent(step)),
    inputs: inputs ?? {},
    transform: normaliseTransform(step),
    retry: normaliseRetry(step),
    compensate: takeActionCall(step, 'compensate'),
    cache: normaliseCache(step),
  });
}

function normaliseTransform(step: ObjectReader): ActionStep['transform'] {
  const reader = step.object('transform', transformShape);
  if (reader === undefined) return undefined;
  return { source: reader.need('source', nameSchema) ?? '', target: reader.need('target', nameSchema) ?? '' };
}

function normaliseCache(step: ObjectReader): CachePolicy | undefined {
  const reader = step.object('cache', cacheShape);
  const cache = reader && { ttl: reader.need('ttl', delaySchema) ?? 0, key: reader.take('key', templateSchema) };
  return cache && withoutUndefined<CachePolicy>(cache);
}
