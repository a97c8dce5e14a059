import type { StepBase } from '../definition.js';
import { type ObjectReader, shapeOf } from '../reading/object-reader.js';
import {
  flagSchema,
  idsSchema,
  nameSchema,
  oneOf,
  prioritySchema,
  templateSchema,
  timeoutSchema,
} from '../reading/schemas.js';
import { withoutUndefined } from '../reading/without-undefined.js';
import type { Step } from '../step-kinds.js';
import { normaliseAction } from './kinds/normalise-action.js';
import type { ReadInnerSteps } from './kinds/own-fields.js';
import { normaliseJoin } from './normalise-join.js';
import { kindFields, normaliseKind, refuseNoKind } from './normalise-kind.js';
import { normaliseOnError } from './normalise-on-error.js';
import { takeExpression } from './read-expression.js';
import type { TaskNames } from './task-inputs.js';

const stepFields = [
  ...['id', 'kind', 'agent', 'action', 'inputs', 'transform', 'dependsOn', 'condition', 'timeout', 'retry', 'onError'],
  ...['compensate', 'cache', 'mutex', 'onlyWhile', 'cancels', 'priority', ...kindFields],
];
export const stepShape = shapeOf('a step', stepFields);
export const taskShape = shapeOf('a task', [...stepFields, 'name', 'parallel'], { type: 'action' });
const mutexShape = shapeOf('`mutex`', ['key', 'scope']);
export const mutexScopeSchema = oneOf(['run', 'team', 'global']);

/** What a step is told by the list that it stands in. */
export interface StepScope {
  readonly readInnerSteps: ReadInnerSteps;
  /** There for tasks alone. */
  readonly names?: TaskNames;
}

/**
 * One step in the normal form. A field that was refused has its default, so that every other field can still be
 * checked.
 */
export function normaliseStep(reader: ObjectReader, id: string, { readInnerSteps, names }: StepScope): Step {
  reader.take('name', nameSchema);
  reader.take('parallel', flagSchema);
  const base = normaliseBase(reader, id);
  const own =
    normaliseKind(reader, readInnerSteps) ?? normaliseAction(reader, base.dependsOn.steps, names, refuseNoKind(reader));
  return withoutUndefined<Step>({ ...base, ...own });
}

function normaliseBase(reader: ObjectReader, id: string): StepBase {
  return {
    id,
    dependsOn: normaliseJoin(reader),
    condition: takeExpression(reader, 'condition'),
    timeout: reader.take('timeout', timeoutSchema),
    onError: normaliseOnError(reader),
    priority: reader.take('priority', prioritySchema),
    mutex: normaliseMutex(reader),
    onlyWhile: takeExpression(reader, 'onlyWhile'),
    cancels: reader.take('cancels', idsSchema),
  };
}

function normaliseMutex(step: ObjectReader): StepBase['mutex'] {
  const reader = step.object('mutex', mutexShape);
  if (reader === undefined) return undefined;
  return { key: reader.need('key', templateSchema) ?? '', scope: reader.take('scope', mutexScopeSchema) ?? 'run' };
}
