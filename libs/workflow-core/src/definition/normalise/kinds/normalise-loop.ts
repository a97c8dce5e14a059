import { type ObjectReader, shapeOf } from '../../reading/object-reader.js';
import { countSchema, jsonSchema } from '../../reading/schemas.js';
import { withoutUndefined } from '../../reading/without-undefined.js';
import type { LoopStep } from '../../step-kinds.js';
import { takeExpression } from '../read-expression.js';
import type { OwnFields, ReadInnerSteps } from './own-fields.js';

const loopShape = shapeOf('`loop`', ['steps', 'while', 'until', 'output', 'maxIterations']);

/** What a loop repeats, its one condition and its cap. */
export function normaliseLoop(step: ObjectReader, readInnerSteps: ReadInnerSteps): OwnFields<LoopStep> | undefined {
  const reader = step.object('loop', loopShape);
  if (reader === undefined) return undefined;
  reader.needOneOf(['while', 'until']);
  const loop: LoopStep['loop'] = {
    steps: readInnerSteps(reader),
    while: takeExpression(reader, 'while'),
    until: takeExpression(reader, 'until'),
    output: reader.take('output', jsonSchema),
    maxIterations: reader.need('maxIterations', countSchema) ?? 1,
  };
  return { kind: 'loop', loop: withoutUndefined(loop) };
}
