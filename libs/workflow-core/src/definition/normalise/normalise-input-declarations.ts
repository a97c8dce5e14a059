import { type InputDeclaration, inputTypes } from '../definition.js';
import { inputMismatch } from '../input-mismatch.js';
import { type ObjectReader, shapeOf } from '../reading/object-reader.js';
import { descriptionSchema, flagSchema, jsonSchema, keySchema } from '../reading/schemas.js';
import { withoutUndefined } from '../reading/without-undefined.js';

const declarationShape = shapeOf('an input', ['name', 'type', 'required', 'default', 'description']);

/** What a trigger must bring, or a form ask for. A default must be of the declared type. */
export function normaliseInputDeclarations(owner: ObjectReader, field: 'inputs' | 'form'): InputDeclaration[] {
  const names = new Set<string>();
  const read = (reader: ObjectReader): InputDeclaration => {
    const name = reader.need('name', keySchema) ?? '';
    const type = readType(reader);
    const fallback = reader.take('default', jsonSchema);
    const mismatch = fallback === undefined ? undefined : inputMismatch(type, fallback);
    if (mismatch !== undefined) reader.refuseValue('default', mismatch);
    const required = reader.take('required', flagSchema) ?? false;
    const description = reader.take('description', descriptionSchema);
    if (name !== '' && names.has(name))
      reader.reading.refuse('DUPLICATE_NAME', reader.written('name'), `The input \`${name}\` is declared twice.`);
    names.add(name);
    return withoutUndefined({ name, type, required, default: fallback, description });
  };
  return owner.objects(field, declarationShape, read, { name: '', type: 'any', required: false });
}

function readType(reader: ObjectReader): InputDeclaration['type'] {
  const written = reader.raw('type');
  const known = inputTypes.find((type) => type === written);
  if (written === undefined) reader.refuseMissing('type');
  else if (known === undefined)
    reader.refuseName('type', `one of ${inputTypes.map((type) => `\`${type}\``).join(', ')}`, inputTypes);
  return known ?? 'any';
}
