import { type ObjectReader, shapeOf } from '../../reading/object-reader.js';
import { countSchema, jsonSchema, oneOf, toleranceSchema } from '../../reading/schemas.js';
import { withoutUndefined } from '../../reading/without-undefined.js';
import type { MapStep } from '../../step-kinds.js';
import { needExpression, takeExpression } from '../read-expression.js';
import type { OwnFields, ReadInnerSteps } from './own-fields.js';

const mapShape = shapeOf('`map`', [
  ...['over', 'steps', 'output', 'concurrency', 'onItemError', 'tolerate', 'completeWhen', 'rest'],
]);
export const onItemErrorSchema = oneOf(['fail', 'continue']);
export const restSchema = oneOf(['cancel', 'keep']);
export const defaultConcurrency = 100;

/** What a map goes over, what it does with each item, and what with those that fail. */
export function normaliseMap(step: ObjectReader, readInnerSteps: ReadInnerSteps): OwnFields<MapStep> | undefined {
  const reader = step.object('map', mapShape);
  if (reader === undefined) return undefined;
  const map: MapStep['map'] = {
    over: needExpression(reader, 'over'),
    steps: readInnerSteps(reader),
    output: reader.take('output', jsonSchema),
    concurrency: reader.take('concurrency', countSchema) ?? defaultConcurrency,
    onItemError: reader.take('onItemError', onItemErrorSchema) ?? 'fail',
    tolerate: reader.take('tolerate', toleranceSchema),
    completeWhen: takeExpression(reader, 'completeWhen'),
    rest: reader.take('rest', restSchema) ?? 'cancel',
  };
  return { kind: 'map', map: withoutUndefined(map) };
}
