import { pointerTo } from '../json-pointer.js';
import type { JsonObject } from '../json.js';
import type { OutputDeclaration } from '../definition.js';
import { type ObjectReader, shapeOf } from '../reading/object-reader.js';
import { expandShorthand } from './read-template.js';
import { isJsonObject, keySchema, templateSchema } from '../reading/schemas.js';
import { showValue } from '../reading/show-value.js';

const outputShape = shapeOf('an output', ['name', 'from']);

/** What the run gives, from a map of templates or from a list of `{name, from}`. */
export function normaliseOutputs(definition: ObjectReader): OutputDeclaration[] {
  const written = definition.raw('outputs');
  return written !== undefined && isJsonObject(written) ? readMap(definition) : readList(definition);
}

function readMap(definition: ObjectReader): OutputDeclaration[] {
  const { written, normal } = definition.placeOf('outputs');
  return Object.entries(definition.raw('outputs') as JsonObject).map(([name, from], index) => {
    const path = pointerTo(written, name);
    for (const member of ['', '/name', '/from'])
      definition.reading.origins.set(pointerTo(normal, index) + member, path);
    const isNamed = keySchema.safeParse(name);
    if (!isNamed.success) {
      const wanted = (isNamed.error.issues[0] as { message: string }).message;
      definition.reading.refuse('INVALID_VALUE', path, `The name of an output must be ${wanted}.`);
    }
    if (typeof from === 'string') return { name, from: expandShorthand(from) };
    definition.reading.refuse('INVALID_VALUE', path, `\`${name}\` must be a template; found ${showValue(from)}.`);
    return { name, from: '' };
  });
}

function readList(definition: ObjectReader): OutputDeclaration[] {
  const names = new Set<string>();
  const read = (reader: ObjectReader): OutputDeclaration => {
    const name = reader.need('name', keySchema) ?? '';
    const from = reader.need('from', templateSchema) ?? '';
    if (name !== '' && names.has(name)) {
      reader.reading.refuse('DUPLICATE_NAME', reader.written('name'), `The output \`${name}\` is given twice.`);
    }
    names.add(name);
    return { name, from: expandShorthand(from) };
  };
  return definition.objects('outputs', outputShape, read, { name: '', from: '' });
}
