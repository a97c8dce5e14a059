import { pick } from '../fingerprint.js';
import { isRecord, type JsonRecord } from '../wire.js';
import { smsText } from './sms-text.js';

/** The schema uses a keyword or reference that the sandbox cannot satisfy; OpenAI would answer 400 too. */
export class UnsupportedSchemaError extends Error {
  override readonly name = 'UnsupportedSchemaError';
}

const deepest = 12;

/**
 * A value that conforms to a strict-mode JSON schema: objects, arrays, strings, enums, const, numbers, booleans,
 * null, anyOf, `$ref` into the same schema. Lengths, item counts, bounds and common formats are honoured; `pattern`
 * is not. Optional and nullable parts are filled in. The seed alone decides what is chosen.
 * Throws UnsupportedSchemaError.
 */
export function answerFor(schema: JsonRecord, seed: string): unknown {
  return value({ root: schema, seed, depth: 0 }, schema, '');
}

interface Making {
  root: JsonRecord;
  seed: string;
  depth: number;
}

function value(making: Making, schema: JsonRecord, path: string): unknown {
  if (making.depth > deepest) throw new UnsupportedSchemaError(`${path} is nested too deeply`);
  const inner = { ...making, depth: making.depth + 1 };
  const { $ref: ref, const: constant, enum: choices } = schema;
  if (typeof ref === 'string') return value(inner, resolved(making.root, ref), path);
  if ('const' in schema) return constant;
  if (Array.isArray(choices)) return choices[pick(`${making.seed} ${path}`, choices.length)];
  const branches = schema['anyOf'] ?? schema['oneOf'];
  if (Array.isArray(branches)) {
    const branch: unknown = branches.find((candidate) => isRecord(candidate) && candidate['type'] !== 'null');
    return isRecord(branch) ? value(inner, branch, path) : null;
  }
  switch (typeOf(schema)) {
    case 'object':
      return objectValue(inner, schema, path);
    case 'array':
      return arrayValue(inner, schema, path);
    case 'string':
      return stringValue(making.seed, schema, path);
    case 'integer':
    case 'number':
      return numberValue(making.seed, schema, path);
    case 'boolean':
      return pick(`${making.seed} ${path}`, 2) === 1;
    case 'null':
      return null;
    default:
      throw new UnsupportedSchemaError(`${path || 'the schema'} has no type the sandbox knows`);
  }
}

function typeOf(schema: JsonRecord): unknown {
  const { type } = schema;
  if (Array.isArray(type)) return type.find((name) => name !== 'null') ?? 'null';
  return type ?? (isRecord(schema['properties']) ? 'object' : undefined);
}

function objectValue(making: Making, schema: JsonRecord, path: string): JsonRecord {
  const properties = isRecord(schema['properties']) ? schema['properties'] : {};
  return Object.fromEntries(
    Object.entries(properties).map(([name, property]) => [
      name,
      value(making, isRecord(property) ? property : {}, `${path}/${name}`),
    ]),
  );
}

function arrayValue(making: Making, schema: JsonRecord, path: string): unknown[] {
  const length = Math.min(numberAt(schema, 'maxItems') ?? Infinity, Math.max(1, numberAt(schema, 'minItems') ?? 1));
  const { items } = schema;
  if (!isRecord(items)) throw new UnsupportedSchemaError(`${path} has no items`);
  return Array.from({ length }, (_, index) => value(making, items, `${path}/${index}`));
}

const formats: Record<string, string> = {
  'date-time': '2026-01-05T15:00:00Z',
  date: '2026-01-05',
  time: '15:00:00Z',
  duration: 'P1D',
  email: 'sandbox@example.com',
  hostname: 'example.com',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
  uuid: '5a4db0c5-0000-4000-8000-000000000000',
  uri: 'https://example.com/',
};

function stringValue(seed: string, schema: JsonRecord, path: string): string {
  const format = schema['format'];
  if (typeof format === 'string' && format in formats) return formats[format] ?? '';
  const name = path.split('/').at(-1) ?? '';
  const most = numberAt(schema, 'maxLength') ?? Infinity;
  const least = numberAt(schema, 'minLength') ?? 0;
  const text =
    name === 'message' ? smsText(seed, most) : `sandbox ${name || 'text'} ${pick(`${seed} ${path}`, 10_000)}`;
  return text.slice(0, most).padEnd(least, '.');
}

function numberValue(seed: string, schema: JsonRecord, path: string): number {
  const step = numberAt(schema, 'multipleOf') ?? (typeOf(schema) === 'integer' ? 1 : 0.01);
  const above = numberAt(schema, 'exclusiveMinimum');
  const below = numberAt(schema, 'exclusiveMaximum');
  const low = numberAt(schema, 'minimum') ?? (above === undefined ? undefined : above + step);
  const high = numberAt(schema, 'maximum') ?? (below === undefined ? undefined : below - step);
  const from = low ?? Math.min(0, high ?? 0);
  const to = high ?? from + 100 * step;
  const first = Math.ceil(from / step - 1e-9);
  const last = Math.floor(to / step + 1e-9);
  if (last < first) {
    if (typeOf(schema) === 'integer' || schema['multipleOf'] !== undefined) {
      throw new UnsupportedSchemaError(`${path} has no number between ${from} and ${to}`);
    }
    return from;
  }
  const chosen = (first + pick(`${seed} ${path}`, last - first + 1)) * step;
  return Number(chosen.toFixed(6));
}

function numberAt(schema: JsonRecord, key: string): number | undefined {
  const found = schema[key];
  return typeof found === 'number' ? found : undefined;
}

function resolved(root: JsonRecord, ref: string): JsonRecord {
  const steps = ref.replace(/^#\/?/, '').split('/');
  let found: unknown = root;
  for (const step of steps.filter((name) => name !== '')) {
    found = isRecord(found) ? found[step.replaceAll('~1', '/').replaceAll('~0', '~')] : undefined;
  }
  if (!isRecord(found)) throw new UnsupportedSchemaError(`${ref} leads nowhere`);
  return found;
}
