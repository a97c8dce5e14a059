import type { ObjectReader } from '../reading/object-reader.js';
import { expressionSchema } from '../reading/schemas.js';
import { bareExpression } from './bare-expression.js';

/** The expression of a field, without its braces; undefined when it is absent or was refused. */
export function takeExpression(reader: ObjectReader, field: string): string | undefined {
  const written = reader.take(field, expressionSchema);
  return written === undefined ? undefined : bareExpression(written);
}

/** As `takeExpression`, but an absent field is refused; empty when there is none. */
export function needExpression(reader: ObjectReader, field: string): string {
  if (!reader.has(field)) reader.refuseMissing(field);
  return takeExpression(reader, field) ?? '';
}
