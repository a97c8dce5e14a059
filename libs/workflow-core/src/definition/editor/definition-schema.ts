import type { AgentCatalogue } from '../../catalogue/catalogue.js';
import { unbuilt as unbuiltFeatures } from '../normalise/refuse-unbuilt.js';
import { definition, document } from './definitions.js';
import { describe, type JsonSchema, type Unbuilt } from './describe.js';
import { nameAgents } from './name-agents.js';
import { spellFields, type Style } from './spell-fields.js';

interface Options {
  /** Proposes the agents and actions of a catalogue, and refuses others. */
  readonly catalogue?: AgentCatalogue;
  /** What descriptions name as not built. */
  readonly unbuilt?: Unbuilt;
}

/**
 * The definition language as JSON Schema (draft 2020-12), for editors: every spelling of a definition in JSON and YAML,
 * each field with its meaning. It takes whatever the normaliser takes, and refuses what a schema can; the checker says
 * the rest.
 */
export function definitionSchema({ catalogue, unbuilt = unbuiltFeatures }: Options = {}): JsonSchema {
  const plain = spell(describe(definition, unbuilt), 'camel', '');
  const pipeline = spell(describe(document, unbuilt), 'snake', 'Pipeline');
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Workflow definition',
    anyOf: [plain.form, pipeline.form],
    $defs: { ...plain.definitions, ...pipeline.definitions },
  };
  return catalogue === undefined ? schema : (nameAgents(schema, catalogue) as JsonSchema);
}

/** A form in its own spelling, with definitions of its own names. */
function spell(described: JsonSchema, style: Style, prefix: string): Record<'form' | 'definitions', JsonSchema> {
  const { $defs, ...form } = spellFields(renamed(described, prefix), style) as JsonSchema;
  const definitions = Object.entries($defs as JsonSchema).map(([id, value]) => [prefix + id, value]);
  return { form, definitions: Object.fromEntries(definitions) as JsonSchema };
}

function renamed(schema: JsonSchema, prefix: string): unknown {
  return JSON.parse(JSON.stringify(schema), (key, value: unknown) =>
    key === '$ref' && typeof value === 'string' ? value.replace('#/$defs/', `#/$defs/${prefix}`) : value,
  );
}
