import type { ErrorPolicy } from '../definition.js';
import { type ObjectReader, shapeOf } from '../reading/object-reader.js';
import { idSchema, isJsonObject, oneOf } from '../reading/schemas.js';

const shortShape = shapeOf('`onError`', ['fallback']);
const fullShape = shapeOf('`onError`', ['kind', 'stepId']);
const kindSchema = oneOf(['fail', 'continue', 'fallback']);
const wanted = '`fail`, `continue` or {fallback: stepId}';
const fail: ErrorPolicy = { kind: 'fail' };

/** What becomes of the run when the step has failed for good: `fail`, `continue`, `{fallback}`, or the normal form. */
export function normaliseOnError(step: ObjectReader): ErrorPolicy {
  const written = step.raw('onError');
  if (written === undefined || written === 'fail') return fail;
  if (written === 'continue') return { kind: 'continue' };
  if (!isJsonObject(written)) {
    step.refuseName('onError', wanted, ['fail', 'continue']);
    return fail;
  }
  if (!Object.hasOwn(written, 'kind'))
    return fallbackTo(step.object('onError', shortShape) as ObjectReader, 'fallback');
  const reader = step.object('onError', fullShape) as ObjectReader;
  const kind = reader.take('kind', kindSchema);
  if (kind === 'fallback') return fallbackTo(reader, 'stepId');
  if (reader.has('stepId')) reader.refuseValue('stepId', 'absent unless the kind is `fallback`');
  return kind === undefined ? fail : { kind };
}

function fallbackTo(reader: ObjectReader, field: 'fallback' | 'stepId'): ErrorPolicy {
  const stepId = reader.need(field, idSchema);
  reader.reading.origins.set(`${reader.place.normal}/stepId`, reader.written(field));
  return stepId === undefined ? fail : { kind: 'fallback', stepId };
}
