import type { ActionStep } from '../definition.js';
import { bareExpression } from './bare-expression.js';
import { blankCall, callShape, normaliseActionCall, normaliseAgent } from './normalise-action-call.js';
import { normaliseJoin } from './normalise-join.js';
import { normaliseOnError } from './normalise-on-error.js';
import { normaliseRetry } from './normalise-retry.js';
import { type ObjectReader, shapeOf } from '../reading/object-reader.js';
import { refuseUnbuilt, unbuiltKinds } from './refuse-unbuilt.js';
import { expressionSchema, flagSchema, inputsSchema, nameSchema, oneOf, timeoutSchema } from '../reading/schemas.js';
import { taskInputs, type TaskNames } from './task-inputs.js';
import { withoutUndefined } from '../reading/without-undefined.js';

const stepFields = [
  ...['id', 'kind', 'agent', 'action', 'inputs', 'transform', 'dependsOn', 'condition', 'timeout', 'retry', 'onError'],
  ...['compensate', 'cache', 'mutex', 'onlyWhile', 'cancels', 'priority', ...unbuiltKinds],
];
export const stepShape = shapeOf('a step', stepFields);
export const taskShape = shapeOf('a task', [...stepFields, 'name', 'parallel'], { type: 'action' });
const transformShape = shapeOf('`transform`', ['source', 'target']);
const kindSchema = oneOf(['action']);

/**
 * One step in the normal form. A field that was refused has its default, so that every other field can still be
 * checked. `names` is there for tasks alone.
 */
export function normaliseStep(reader: ObjectReader, id: string, names?: TaskNames): ActionStep {
  reader.take('kind', kindSchema);
  reader.take('name', nameSchema);
  reader.take('parallel', flagSchema);
  const isOtherKind = refuseUnbuilt(reader);
  const dependsOn = normaliseJoin(reader);
  const condition = reader.take('condition', expressionSchema);
  const compensate = reader.object('compensate', callShape);
  const inputs = names === undefined ? reader.take('inputs', inputsSchema) : taskInputs(reader, dependsOn.steps, names);
  const { agent, action } = isOtherKind ? blankCall : normaliseAgent(reader);
  return withoutUndefined<ActionStep>({
    id,
    kind: 'action',
    agent,
    action,
    inputs: inputs ?? {},
    transform: normaliseTransform(reader),
    dependsOn,
    condition: condition === undefined ? undefined : bareExpression(condition),
    timeout: reader.take('timeout', timeoutSchema),
    retry: normaliseRetry(reader),
    onError: normaliseOnError(reader),
    compensate: compensate === undefined ? undefined : normaliseActionCall(compensate),
  });
}

function normaliseTransform(step: ObjectReader): ActionStep['transform'] {
  const reader = step.object('transform', transformShape);
  if (reader === undefined) return undefined;
  return { source: reader.need('source', nameSchema) ?? '', target: reader.need('target', nameSchema) ?? '' };
}
