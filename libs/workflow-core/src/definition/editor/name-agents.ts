import type { AgentCatalogue, CatalogueAgent } from '../../catalogue/catalogue.js';
import { foldName } from '../../catalogue/catalogue.js';
import type { JsonSchema } from './describe.js';

/** Proposes the agents of a catalogue, and with each its actions, wherever a schema has an agent; refuses others. */
export function nameAgents(value: unknown, catalogue: AgentCatalogue): unknown {
  if (Array.isArray(value)) return value.map((item) => nameAgents(item, catalogue));
  if (typeof value !== 'object' || value === null) return value;
  const schema = Object.fromEntries(Object.entries(value).map(([key, member]) => [key, nameAgents(member, catalogue)]));
  const isCall = schema['additionalProperties'] === false && hasAgent(schema['properties'] as JsonSchema);
  return isCall ? withAgents(schema, catalogue) : schema;
}

function hasAgent(properties: JsonSchema): boolean {
  return Object.hasOwn(properties, 'agent');
}

function withAgents(schema: JsonSchema, { agents }: AgentCatalogue): JsonSchema {
  const rules = (schema['allOf'] ?? []) as JsonSchema[];
  const known = { properties: { agent: oneOf(agents.map(({ name }) => name)) } };
  return { ...schema, allOf: [...rules, known, ...agents.map(actionsOf)] };
}

function actionsOf({ name, actions }: CatalogueAgent): JsonSchema {
  const action = oneOf(actions.map((each) => each.name));
  return {
    if: { properties: { agent: { pattern: anySpelling([name]) } }, required: ['agent'] },
    // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
    then: { properties: { action, type: action } },
  };
}

/** The names themselves are proposed; a definition may spell them otherwise. */
function oneOf(names: readonly string[]): JsonSchema {
  return { anyOf: [{ enum: names }, { pattern: anySpelling(names) }] };
}

/** A pattern of every way to write one of the names: case and `-`/`_` do not count. */
function anySpelling(names: readonly string[]): string {
  const spellings = names.map((name) => Array.from(foldName(name), eitherCase).join('[-_]*'));
  return `^[-_]*(?:${spellings.join('|')})[-_]*$`;
}

function eitherCase(character: string): string {
  const upper = character.toUpperCase();
  if (upper !== character) return `[${character}${upper}]`;
  return /[\p{L}\p{N}]/u.test(character) ? character : `\\u{${character.codePointAt(0)?.toString(16)}}`;
}
