import { type ObjectReader, shapeOf } from '../../reading/object-reader.js';
import { pairsSchema } from '../../reading/schemas.js';
import type { InterleaveStep } from '../../step-kinds.js';
import type { OwnFields, ReadInnerSteps } from './own-fields.js';

const interleaveShape = shapeOf('`interleave`', ['steps', 'order']);

/** The steps that take turns, and which of them come before which. */
export function normaliseInterleave(
  step: ObjectReader,
  readInnerSteps: ReadInnerSteps,
): OwnFields<InterleaveStep> | undefined {
  const reader = step.object('interleave', interleaveShape);
  if (reader === undefined) return undefined;
  const order = reader.take('order', pairsSchema) ?? [];
  return { kind: 'interleave', interleave: { steps: readInnerSteps(reader), order } };
}
