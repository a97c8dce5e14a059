import { type ObjectReader, shapeOf } from '../../reading/object-reader.js';
import { idSchema, idsSchema } from '../../reading/schemas.js';
import type { DeferredBranch } from '../../step-kinds.js';
import { awaitedFields, normaliseAwaited, signalFields } from './normalise-awaited.js';

const branchShape = shapeOf('a branch of `firstOf`', ['id', ...awaitedFields, ...signalFields, 'then']);
// oxlint-disable-next-line unicorn/no-thenable -- `then` is a field of the language
const blank: DeferredBranch = { id: '', delay: 0, then: [] };

/** The branches of a deferred choice, two or more: each waits as a wait does, and has an id of its own. */
export function normaliseDeferredBranches(wait: ObjectReader): DeferredBranch[] {
  const ids = new Set<string>();
  const read = (reader: ObjectReader): DeferredBranch => {
    const id = reader.need('id', idSchema) ?? '';
    if (id !== '' && ids.has(id)) {
      reader.reading.refuse('DUPLICATE_NAME', reader.written('id'), `The id \`${id}\` is given to two branches.`);
    }
    ids.add(id);
    const awaited = normaliseAwaited(reader, reader.needOneOf(awaitedFields));
    // oxlint-disable-next-line unicorn/no-thenable -- `then` is a field of the language
    return { id, ...awaited, then: reader.need('then', idsSchema) ?? [] };
  };
  return wait.objects('firstOf', branchShape, read, blank, 2);
}
