import type { Join, JoinDeclaration } from '../definition.js';
import { bareExpression } from './bare-expression.js';
import { type ObjectReader, shapeOf } from '../reading/object-reader.js';
import type { Place } from '../reading/reading.js';
import { expressionSchema, countSchema, idsSchema, isJsonObject, oneOf } from '../reading/schemas.js';

const joinShape = shapeOf('`dependsOn`', ['steps', 'join', 'rest', 'onDead']);
export const onDeadSchema = oneOf(['skip', 'run', 'fail']);
export const restSchema = oneOf(['keep', 'cancel']);
export const joins = ['all', 'allSettled', 'any', 'first'] as const;
const joinWanted = '`all`, `allSettled`, `any`, `first`, {atLeast: n} or {when: expression}';
const joinObjectShape = shapeOf('`join`', ['atLeast', 'when']);
const noJoin: JoinDeclaration = { steps: [], join: 'all', onDead: 'skip' };

/** `dependsOn` in full, from a list of ids or from its parts. */
export function normaliseJoin(step: ObjectReader): JoinDeclaration {
  const written = step.raw('dependsOn');
  if (written === undefined) return noJoin;
  if (Array.isArray(written)) {
    const ids = step.take('dependsOn', idsSchema) ?? [];
    const place = step.placeOf('dependsOn');
    return { ...noJoin, steps: distinct(step, ids, { written: place.written, normal: `${place.normal}/steps` }) };
  }
  if (!isJsonObject(written)) {
    step.refuseValue('dependsOn', 'a list of step ids or {steps, join, rest, onDead}');
    return noJoin;
  }
  const reader = step.object('dependsOn', joinShape) as ObjectReader;
  const join = readJoin(reader);
  const rest = reader.take('rest', restSchema);
  const steps = distinct(reader, reader.need('steps', idsSchema) ?? [], reader.placeOf('steps'));
  const onDead = reader.take('onDead', onDeadSchema) ?? 'skip';
  return { steps, join, ...(rest === 'cancel' && { rest }), onDead };
}

/** Each id once, traced back to where it was written first. */
function distinct({ reading }: ObjectReader, ids: readonly string[], { written, normal }: Place): string[] {
  reading.origins.set(normal, written);
  const kept = new Map<string, number>();
  for (const [position, id] of ids.entries()) {
    if (kept.has(id)) continue;
    if (kept.size !== position) reading.origins.set(`${normal}/${kept.size}`, `${written}/${position}`);
    kept.set(id, position);
  }
  return [...kept.keys()];
}

function readJoin(reader: ObjectReader): Join {
  const join = reader.raw('join');
  if (join === undefined) return 'all';
  if (isJsonObject(join)) return readJoinObject(reader);
  const known = joins.find((name) => name === join);
  if (known === undefined) reader.refuseName('join', joinWanted, joins);
  return known ?? 'all';
}

function readJoinObject(reader: ObjectReader): Join {
  const custom = reader.object('join', joinObjectShape) as ObjectReader;
  if (custom.has('atLeast') === custom.has('when')) {
    reader.refuseValue('join', joinWanted);
    return 'all';
  }
  if (custom.has('atLeast')) return { atLeast: custom.take('atLeast', countSchema) ?? 1 };
  return { when: bareExpression(custom.take('when', expressionSchema) ?? '') };
}
