import { type ObjectReader, shapeOf } from '../../reading/object-reader.js';
import { jsonSchema, oneOf } from '../../reading/schemas.js';
import { withoutUndefined } from '../../reading/without-undefined.js';
import type { EndStep } from '../../step-kinds.js';
import type { OwnFields } from './own-fields.js';

const endShape = shapeOf('`end`', ['outcome', 'output']);
export const outcomeSchema = oneOf(['completed', 'failed']);

/** How a step ends the run. */
export function normaliseEnd(step: ObjectReader): OwnFields<EndStep> | undefined {
  const reader = step.object('end', endShape);
  if (reader === undefined) return undefined;
  const outcome = reader.need('outcome', outcomeSchema) ?? 'completed';
  return { kind: 'end', end: withoutUndefined<EndStep['end']>({ outcome, output: reader.take('output', jsonSchema) }) };
}
