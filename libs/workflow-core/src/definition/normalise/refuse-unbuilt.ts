import { kindShapes, type KindShape, unbuiltStepFields } from './kind-shapes.js';
import { type ObjectReader, shapeOf } from '../reading/object-reader.js';

export const unbuiltKinds: readonly string[] = Object.keys(kindShapes);

/**
 * Checks the shape of what the language has but this product has not built, and refuses it by name. Says whether the
 * step is of another kind than an action.
 */
export function refuseUnbuilt(step: ObjectReader): boolean {
  for (const [field, schema] of Object.entries(unbuiltStepFields)) {
    if (!step.has(field)) continue;
    step.take(field, schema);
    step.reading.refuseNotBuilt(step.written(field), `\`${field}\` of a step`);
  }
  const kinds = unbuiltKinds.filter((kind) => step.has(kind));
  for (const kind of kinds) refuseKind(step, kind, kindShapes[kind] as KindShape);
  refuseSecondKind(step, kinds);
  return kinds.length > 0;
}

function refuseKind(step: ObjectReader, kind: string, shape: KindShape): void {
  const reader = step.object(kind, shapeOf(`\`${kind}\``, Object.keys(shape.fields)));
  if (reader !== undefined) {
    for (const field of shape.required) if (!reader.has(field)) reader.refuseMissing(field);
    for (const [field, schema] of Object.entries(shape.fields)) reader.take(field, schema);
  }
  step.reading.refuseNotBuilt(step.written(kind), `A step of the kind \`${kind}\``);
}

function refuseSecondKind(step: ObjectReader, kinds: readonly string[]): void {
  const found = [...['agent', 'action'].filter((field) => step.has(field)).slice(0, 1), ...kinds];
  const [first, second] = found;
  if (kinds.length === 0 || second === undefined) return;
  const message = `\`${first}\` and \`${second}\` make two kinds of step: keep one of them.`;
  step.reading.refuse('CONFLICTING_FIELDS', step.written(second), message);
}
