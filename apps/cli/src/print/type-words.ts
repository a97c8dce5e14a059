import { schemaOf, schemasOf, type Schema } from './schema-fields.js';

/** The type that a JSON Schema describes, as TypeScript would write it; what is inside an object is left out. */
export function typeWords(value: unknown): string {
  const schema = schemaOf(value);
  const { type, enum: values, anyOf, oneOf, allOf } = schema;
  if ('const' in schema) return JSON.stringify(schema['const']);
  if (Array.isArray(values)) return joined(values.map((each) => JSON.stringify(each)));
  if (typeof schema['$ref'] === 'string') return schema['$ref'].split('/').at(-1) ?? 'anything';
  const alternatives = [...schemasOf(anyOf), ...schemasOf(oneOf)];
  if (alternatives.length > 0) return joined(alternatives.map(typeWords));
  if (Array.isArray(allOf)) return joined(allOf.map(typeWords), ' & ');
  if (Array.isArray(type)) return joined(type.map((each: unknown) => typeWords({ ...schema, type: each })));
  if (type === 'array') return listWords(schema);
  if (type === 'string' && typeof schema['format'] === 'string') return `string (${schema['format']})`;
  if (typeof type === 'string') return type;
  if ('not' in schema) return 'nothing';
  return 'properties' in schema ? 'object' : 'anything';
}

function listWords({ items, prefixItems }: Schema): string {
  if (Array.isArray(prefixItems)) return `[${prefixItems.map(typeWords).join(', ')}]`;
  const words = typeWords(items);
  return / [|&] /.test(words) ? `(${words})[]` : `${words}[]`;
}

function joined(words: readonly string[], between = ' | '): string {
  return [...new Set(words)].join(between);
}
