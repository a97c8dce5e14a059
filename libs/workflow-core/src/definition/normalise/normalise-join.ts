import type { JoinDeclaration } from '../definition.js';
import { type ObjectReader, shapeOf } from '../reading/object-reader.js';
import type { Place } from '../reading/reading.js';
import { expressionSchema, countSchema, idsSchema, isJsonObject, oneOf } from '../reading/schemas.js';

const joinShape = shapeOf('`dependsOn`', ['steps', 'join', 'rest', 'onDead']);
const onDeadSchema = oneOf(['skip', 'run', 'fail']);
const restSchema = oneOf(['keep', 'cancel']);
const joins = ['all', 'allSettled', 'any', 'first'];
const joinWanted = '`all`, `allSettled`, `any`, `first`, {atLeast: n} or {when: expression}';
const joinObjectShape = shapeOf('`join`', ['atLeast', 'when']);

/** `dependsOn` in full, from a list of ids or from its parts. */
export function normaliseJoin(step: ObjectReader): JoinDeclaration {
  const written = step.raw('dependsOn');
  if (written === undefined) return { steps: [], join: 'all', onDead: 'skip' };
  if (Array.isArray(written)) {
    const ids = step.take('dependsOn', idsSchema) ?? [];
    const place = step.placeOf('dependsOn');
    const steps = distinct(step, ids, { written: place.written, normal: `${place.normal}/steps` });
    return { steps, join: 'all', onDead: 'skip' };
  }
  if (!isJsonObject(written)) {
    step.refuseValue('dependsOn', 'a list of step ids or {steps, join, rest, onDead}');
    return { steps: [], join: 'all', onDead: 'skip' };
  }
  const reader = step.object('dependsOn', joinShape) as ObjectReader;
  readJoin(reader);
  if (reader.take('rest', restSchema) !== undefined) reader.reading.refuseNotBuilt(reader.written('rest'), '`rest`');
  const steps = distinct(reader, reader.need('steps', idsSchema) ?? [], reader.placeOf('steps'));
  return { steps, join: 'all', onDead: reader.take('onDead', onDeadSchema) ?? 'skip' };
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

function readJoin(reader: ObjectReader): void {
  const join = reader.raw('join');
  if (join === undefined || join === 'all') return;
  if (isJsonObject(join)) {
    const custom = reader.object('join', joinObjectShape) as ObjectReader;
    if (custom.has('atLeast') === custom.has('when')) return reader.refuseValue('join', joinWanted);
    custom.take('atLeast', countSchema);
    custom.take('when', expressionSchema);
    return reader.reading.refuseNotBuilt(
      reader.written('join'),
      `A join by \`${custom.has('when') ? 'when' : 'atLeast'}\``,
    );
  }
  if (typeof join === 'string' && joins.includes(join)) {
    return reader.reading.refuseNotBuilt(reader.written('join'), `The join \`${join}\``);
  }
  reader.refuseName('join', joinWanted, joins);
}
