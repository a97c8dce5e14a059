import { Ajv2020 } from 'ajv/dist/2020.js';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { unbuilt } from '../normalise/refuse-unbuilt.js';
import { normaliseDefinition } from '../normalise/normalise-definition.js';
import { definitionSchema } from './definition-schema.js';
import type { JsonSchema } from './describe.js';
import { changedDefinition, writtenDefinition } from './written-definition.fixture.js';

const compile = (schema: JsonSchema) => new Ajv2020({ strict: false }).compile(schema);
const schema = definitionSchema();
const validate = compile(schema);

/** What a schema cannot see: other parts of the document, and the names of time zones. */
const beyond = new Set(['NOT_BUILT', 'TOO_LARGE', 'DUPLICATE_STEP', 'DUPLICATE_NAME', 'UNKNOWN_INPUT']);
const beyondWords = /at least the delay|as many as there are users|a time zone.*; found "/;
const problemsOfShape = (document: unknown) =>
  normaliseDefinition(document).problems.filter(({ code, message }) => !beyond.has(code) && !beyondWords.test(message));

/** Every object of the language in the schema: one that refuses other fields. */
function objectsIn(value: unknown): JsonSchema[] {
  if (typeof value !== 'object' || value === null) return [];
  const inside = Object.values(value).flatMap(objectsIn);
  return 'additionalProperties' in value && value.additionalProperties === false ? [value, ...inside] : inside;
}

/** A field's schema, with what it refers to. */
function resolved(property: JsonSchema): JsonSchema {
  const [{ $ref } = property] = (property['allOf'] ?? []) as JsonSchema[];
  const name = typeof $ref === 'string' ? $ref.replace('#/$defs/', '') : undefined;
  return name === undefined ? property : { ...(schema['$defs'] as Record<string, JsonSchema>)[name], ...property };
}

/** The fields of an object, by the one shape of a step or other object that has `field`. */
function proposedBeside(field: string, document: 'Step' | 'PipelineTask'): string[] {
  const { anyOf } = (schema['$defs'] as Record<string, { anyOf: { properties: Record<string, JsonSchema> }[] }>)[
    document
  ]!;
  const { properties } = anyOf.find((shape) => field in shape.properties)!;
  return Object.entries(properties).flatMap(([name, property]) =>
    resolved(property)['doNotSuggest'] === true ? [] : [name],
  );
}

describe('the JSON Schema of a definition', () => {
  test('takes what the normaliser takes', () => {
    fc.assert(
      fc.property(writtenDefinition, (document) => {
        expect(problemsOfShape(document)).toEqual([]);
        expect([validate(document), validate.errors]).toEqual([true, null]);
      }),
    );
  });

  test('refuses what the normaliser refuses for its shape, and nothing else', () => {
    fc.assert(
      fc.property(changedDefinition, (document) => {
        const problems = problemsOfShape(document);
        expect({ problems, isTaken: validate(document) }).toEqual({ problems, isTaken: problems.length === 0 });
      }),
      { numRuns: 300 },
    );
  });

  test('says of every field what it is for', () => {
    const silent = objectsIn(schema).flatMap(({ properties }) =>
      Object.entries(properties as Record<string, JsonSchema>)
        .filter(([, property]) => typeof resolved(property)['description'] !== 'string')
        .map(([name]) => name),
    );
    // The normal form of `onError`, which nobody writes.
    expect(new Set(silent)).toEqual(new Set(['kind', 'stepId', 'step_id']));
  });

  test('proposes one spelling of each field: snake case in the YAML form 2.0, else camel case', () => {
    expect(proposedBeside('agent', 'Step')).toEqual([
      ...['id', 'agent', 'action', 'inputs', 'transform', 'retry', 'compensate', 'cache', 'dependsOn'],
      ...['condition', 'timeout', 'onError', 'priority', 'mutex', 'onlyWhile', 'cancels'],
    ]);
    expect(proposedBeside('agent', 'PipelineTask')).toEqual([
      ...['id', 'name', 'parallel', 'agent', 'type', 'inputs', 'transform', 'retry', 'compensate', 'cache'],
      ...['depends_on', 'condition', 'timeout', 'on_error', 'priority', 'mutex', 'only_while', 'cancels'],
    ]);
  });

  test('names what is not built, and proposes it no more than the product takes it', () => {
    const text = JSON.stringify(schema);
    for (const name of Object.values(unbuilt)) expect(text).toContain(`Not built yet: ${name} is refused.`);
    expect(JSON.stringify(definitionSchema({ unbuilt: {} }))).not.toContain('Not built yet');
    expect(JSON.stringify(definitionSchema({ unbuilt: { 'errorHandler.startWorkflow': 'x' } }))).toContain(
      'Not built yet: x is refused.',
    );
  });
});

describe('with a catalogue', () => {
  const action = { effect: 'read', input: {}, output: {}, undoable: false } as const;
  const catalogue = {
    agents: [
      { name: 'AI_ORCHESTRATOR', actions: [{ name: 'generate_message', ...action }] },
      {
        name: 'R2.D2',
        actions: [
          { name: 'beep', ...action },
          { name: 'roll', ...action },
        ],
      },
    ],
    transformers: [],
  };
  const named = compile(definitionSchema({ catalogue }));
  const asked = (agent: string, verb: string, field = 'action') =>
    field === 'action'
      ? named({ id: 'a', steps: [{ id: 'a', agent, action: verb }] })
      : named({ workflow_dsl: { version: '2.0', name: 'a', tasks: [{ id: 'a', agent, [field]: verb }] } });

  test.each(['action', 'type'])('takes its agents and their verbs in every spelling, as `%s`', (field) => {
    expect(asked('AI_ORCHESTRATOR', 'generate_message', field)).toBe(true);
    expect(asked('ai-orchestrator', 'GenerateMessage', field)).toBe(true);
    expect(asked('r2.d2', 'roll', field)).toBe(true);
  });

  test.each(['action', 'type'])('refuses others, as `%s`', (field) => {
    expect(asked('AI_ORCHESTRATE', 'generate_message', field)).toBe(false);
    expect(asked('AI_ORCHESTRATOR', 'beep', field)).toBe(false);
    expect(asked('R2xD2', 'beep', field)).toBe(false);
  });

  test('proposes the names as the catalogue has them', () => {
    expect(JSON.stringify(definitionSchema({ catalogue }))).toContain('{"enum":["AI_ORCHESTRATOR","R2.D2"]}');
  });
});
