import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { campaign } from '../../check/examples.fixture.js';
import { readSource } from '../../source/read-source.js';
import { defaultRetry, type WorkflowDefinition } from '../definition.js';
import type { ActionStep } from '../step-kinds.js';
import { normaliseDefinition } from './normalise-definition.js';

const yaml = (text: string): unknown => {
  const source = readSource(text, { format: 'yaml' });
  if (!source.ok) throw new Error(JSON.stringify(source.problems));
  return source.value;
};

/** `CODE path` of every problem, in the order found. */
const refused = (value: unknown): string[] =>
  normaliseDefinition(value).problems.map(({ code, path }) => `${code} ${path}`);
const messageOf = (value: unknown): string =>
  normaliseDefinition(value)
    .problems.map(({ message }) => message)
    .join('\n');

function normal(value: unknown): WorkflowDefinition {
  const { definition, problems } = normaliseDefinition(value);
  expect(problems).toEqual([]);
  return definition as WorkflowDefinition;
}

const firstAction = (value: unknown): ActionStep => normal(value).steps[0] as ActionStep;

const step = { id: 'a', agent: 'LUCI', action: 'research_lead' };
const withStep = (fields: object) => ({ id: 'w', steps: [{ ...step, ...fields }] });
const withFields = (fields: object) => ({ id: 'w', steps: [step], ...fields });
const tasks = (fields: object, ...list: object[]) => ({
  workflow_dsl: {
    version: '2.0',
    name: 'W',
    tasks: list.length > 0 ? list : [{ id: 'a', agent: 'LUCI', type: 'x' }],
    ...fields,
  },
});

describe('the normal form', () => {
  test('writes every default out', () => {
    expect(normal(withFields({}))).toEqual({
      id: 'w',
      inputs: [],
      triggers: [],
      steps: [
        {
          id: 'a',
          kind: 'action',
          agent: 'LUCI',
          action: 'research_lead',
          inputs: {},
          dependsOn: { steps: [], join: 'all', onDead: 'skip' },
          retry: defaultRetry,
          onError: { kind: 'fail' },
        },
      ],
      outputs: [],
      errorHandler: { rollback: false, notify: [], announce: false },
      onFailure: 'drain',
      priority: 50,
    });
  });

  test('keeps every field of a full definition', () => {
    const full = {
      id: 'w',
      teamId: 'team_1',
      name: 'W',
      description: 'd',
      inputs: [
        { name: 'lead', type: 'string', required: true, description: 'who' },
        { name: 'count', type: 'integer', required: false, default: 3 },
      ],
      triggers: [
        {
          webhook: 'twilio',
          event: 'message.received',
          when: "{{event.text == 'yes'}}",
          map: { lead_id: '{{event.from}}' },
        },
      ],
      steps: [
        {
          ...step,
          kind: 'action',
          inputs: { snake_key: 1, dependsOn: 2, depends_on: 3 },
          transform: { source: 'csv', target: 'rows' },
          dependsOn: { steps: ['b'], join: 'all', onDead: 'run' },
          condition: '{{ trigger.on }}',
          timeout: 5,
          retry: {
            attempts: 1,
            backoff: 'fixed',
            delay: 0,
            factor: 1,
            maxDelay: 0,
            jitter: 1,
            on: ['TIMEOUT'],
            maxElapsed: 9,
          },
          onError: { fallback: 'c' },
          compensate: { agent: 'LUCI', action: 'undo', inputs: { x: '{{steps.a.output}}' } },
        },
      ],
      outputs: { report: '{{steps.a.output}}' },
      errorHandler: { rollback: true, notify: [{ agent: 'SABRINA', action: 'tell' }] },
      onFailure: 'cancel',
      timeout: 2_147_483_647,
      priority: 50,
    };
    const definition = normal(full);
    expect(definition).toMatchObject({
      ...full,
      triggers: [
        {
          webhook: 'twilio',
          event: 'message.received',
          when: "event.text == 'yes'",
          map: { lead_id: '{{event.from}}' },
        },
      ],
      steps: [{ ...full.steps[0], condition: 'trigger.on', onError: { kind: 'fallback', stepId: 'c' } }],
      outputs: [{ name: 'report', from: '{{steps.a.output}}' }],
      errorHandler: { rollback: true, announce: true, notify: [{ agent: 'SABRINA', action: 'tell', inputs: {} }] },
    });
    expect(normal(definition)).toEqual(definition);
  });

  test('is its own normal form', () => {
    const id = fc.constantFrom('a', 'b', 'c-d', 'E_f');
    const span = fc.integer({ min: 1, max: 1000 });
    const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
    const call = fc.record({ agent: id, action: id, inputs: maybe(fc.dictionary(id, fc.jsonValue())) });
    const anyStep = fc.record({
      id,
      agent: id,
      action: id,
      inputs: maybe(fc.dictionary(id, fc.jsonValue())),
      dependsOn: maybe(
        fc.oneof(
          fc.array(id),
          fc.record({ steps: fc.array(id), onDead: maybe(fc.constantFrom('skip', 'run', 'fail')) }),
        ),
      ),
      condition: maybe(
        fc.oneof(
          fc.string(),
          fc.string().map((text) => `{{${text}}}`),
        ),
      ),
      timeout: maybe(span),
      retry: maybe(fc.record({ delay: maybe(span), attempts: maybe(span), on: maybe(fc.constant(['X'])) })),
      onError: maybe(fc.oneof(fc.constantFrom('fail', 'continue'), fc.record({ fallback: id }))),
      compensate: maybe(call),
    });
    const outputs = fc.oneof(
      fc.dictionary(id, fc.string()),
      fc.uniqueArray(id).map((names) => names.map((name) => ({ name, from: 'a.output' }))),
    );
    const any = fc.record({
      id,
      steps: fc.array(anyStep, { minLength: 1, maxLength: 5 }),
      outputs: maybe(outputs),
      errorHandler: maybe(
        fc.oneof(fc.constantFrom('rollback_workflow', 'notify', 'none'), fc.record({ notify: fc.array(call) })),
      ),
      triggers: maybe(fc.array(fc.record({ webhook: id, when: maybe(fc.string()) }))),
    });
    fc.assert(
      fc.property(any, (written) => {
        const { definition, problems } = normaliseDefinition(written);
        fc.pre(problems.length === 0);
        expect(normaliseDefinition(definition)).toMatchObject({ definition, problems: [] });
      }),
    );
  });
});

describe('short forms', () => {
  test.each([
    ['rollback_workflow', { rollback: true, notify: [], announce: true }],
    ['notify', { rollback: false, notify: [], announce: true }],
    ['none', { rollback: false, notify: [], announce: false }],
    [{}, { rollback: false, notify: [], announce: true }],
    [{ announce: false }, { rollback: false, notify: [], announce: false }],
  ])('errorHandler %j', (written, handler) => {
    expect(normal(withFields({ errorHandler: written })).errorHandler).toEqual(handler);
  });

  test.each([
    ['fail', { kind: 'fail' }],
    ['continue', { kind: 'continue' }],
    [{ kind: 'continue' }, { kind: 'continue' }],
    [{ fallback: 'b' }, { kind: 'fallback', stepId: 'b' }],
    [
      { kind: 'fallback', step_id: 'b' },
      { kind: 'fallback', stepId: 'b' },
    ],
  ])('onError %j', (written, policy) => {
    expect(normal(withStep({ onError: written })).steps[0]?.onError).toEqual(policy);
  });

  test('a listed dependency counts once', () => {
    expect(normal(withStep({ dependsOn: ['b', 'b', 'c'] })).steps[0]?.dependsOn.steps).toEqual(['b', 'c']);
    const { writtenPath } = normaliseDefinition(withStep({ dependsOn: { steps: ['b', 'b', 'c'] } }));
    expect(writtenPath('/steps/0/dependsOn/steps/1')).toBe('/steps/0/dependsOn/steps/2');
  });

  test.each([
    [{ join: 'any' }, { join: 'any', onDead: 'skip' }],
    [
      { join: 'first', rest: 'cancel', on_dead: 'run' },
      { join: 'first', rest: 'cancel', onDead: 'run' },
    ],
    [
      { join: 'allSettled', rest: 'keep' },
      { join: 'allSettled', onDead: 'skip' },
    ],
    [{ join: { at_least: 2 } }, { join: { atLeast: 2 }, onDead: 'skip' }],
    [{ join: { when: '{{ steps.b.output.ok }}' } }, { join: { when: 'steps.b.output.ok' }, onDead: 'skip' }],
  ])('dependsOn with %j', (written, join) => {
    const definition = normal(withStep({ dependsOn: { steps: ['b'], ...written } }));
    expect(definition.steps[0]?.dependsOn).toStrictEqual({ steps: ['b'], ...join });
    expect(normal(definition)).toEqual(definition);
  });

  test('a partial retry is completed, and its delay is never shortened by a default', () => {
    expect(firstAction(withStep({ retry: { attempts: 5 } })).retry).toEqual({ ...defaultRetry, attempts: 5 });
    expect(firstAction(withStep({ retry: { delay: 90_000 } })).retry.maxDelay).toBe(90_000);
  });

  test('an output of a step may be named', () => {
    const expected = [{ name: 'report', from: '{{steps.a.output}}' }];
    expect(normal(withFields({ outputs: [{ name: 'report', from: 'a.output' }] })).outputs).toEqual(expected);
    expect(normal(withFields({ outputs: { report: 'a.output' } })).outputs).toEqual(expected);
  });
});

describe('the YAML form', () => {
  test('gives a task the outputs of its dependencies, or what its list names', () => {
    const { steps } = normal(
      tasks(
        {
          inputs: [
            { name: 'lead', type: 'string' },
            { name: 'a', type: 'any' },
          ],
        },
        { id: 'a', agent: 'x', type: 'y', inputs: [] },
        { id: 'b-c', agent: 'x', action: 'y', inputs: ['lead', 'a'] },
        { id: 'd', agent: 'x', type: 'y', inputs: ['b-c'] },
        { id: 'e', agent: 'x', type: 'y', depends_on: ['a', 'b-c'] },
        { id: 'f', agent: 'x', type: 'y', inputs: { own: 1 }, parallel: false },
      ),
    );
    expect((steps as ActionStep[]).map(({ inputs }) => inputs)).toEqual([
      {},
      { lead: '{{trigger.lead}}', a: '{{trigger.a}}' },
      { 'b-c': "{{steps['b-c'].output}}" },
      { a: '{{steps.a.output}}', 'b-c': "{{steps['b-c'].output}}" },
      { own: 1 },
    ]);
  });

  test('makes ids of names, where there are none', () => {
    const definition = normal(
      tasks({}, { name: 'Check Data', agent: 'x', type: 'y' }, { id: 'own', name: 'Other', agent: 'x', type: 'y' }),
    );
    expect(definition.id).toBe('w');
    expect(definition.steps.map(({ id }) => id)).toEqual(['check-data', 'own']);
    expect(normal(tasks({ id: 'own' })).id).toBe('own');
  });

  test('leads back to what was written', () => {
    const { writtenPath } = normaliseDefinition(
      tasks(
        { inputs: [{ name: 'lead', type: 'string' }], outputs: { r: 'a.output' } },
        { name: 'A', agent: 'x', type: 'y', inputs: ['lead'], on_error: { fallback: 'b' } },
        { id: 'b', agent: 'x', type: 'y', depends_on: ['a'] },
      ),
    );
    expect(
      [
        '/id',
        '/steps/0/id',
        '/steps/0/action',
        '/steps/0/inputs/lead',
        '/steps/0/onError/stepId',
        '/steps/1/dependsOn/steps/0',
        '/steps/1/inputs/a',
        '/outputs/0/from',
      ].map(writtenPath),
    ).toEqual([
      '/workflow_dsl/name',
      '/workflow_dsl/tasks/0/name',
      '/workflow_dsl/tasks/0/type',
      '/workflow_dsl/tasks/0/inputs/0',
      '/workflow_dsl/tasks/0/on_error/fallback',
      '/workflow_dsl/tasks/1/depends_on/0',
      '/workflow_dsl/tasks/1/depends_on/0',
      '/workflow_dsl/outputs/r',
    ]);
  });

  test('may hold the normal form instead', () => {
    expect(normal(yaml('id: w\nsteps:\n  - {id: a, agent: LUCI, action: research_lead}\n')).steps).toHaveLength(1);
  });

  test.each([
    [{ workflow_dsl: 1 }, ['INVALID_VALUE /workflow_dsl']],
    [{ workflowDsl: [] }, ['INVALID_VALUE /workflowDsl']],
    [{ ...tasks({}), id: 'w' }, ['UNKNOWN_FIELD /id']],
    [tasks({ version: '1.0' }), ['UNSUPPORTED_VERSION /workflow_dsl/version']],
    [tasks({ version: 2 }), ['UNSUPPORTED_VERSION /workflow_dsl/version']],
    [tasks({ version: undefined }), ['MISSING_FIELD /workflow_dsl/version']],
    [tasks({ name: undefined }), ['MISSING_FIELD /workflow_dsl/id']],
    [tasks({ name: '123' }), ['INVALID_VALUE /workflow_dsl/name']],
    [tasks({ steps: [] }), ['CONFLICTING_FIELDS /workflow_dsl/steps']],
    [tasks({ tasks: undefined }), ['MISSING_FIELD /workflow_dsl/tasks']],
    [tasks({}, { id: 'a', agent: 'x' }), ['MISSING_FIELD /workflow_dsl/tasks/0/type']],
    [tasks({}, { id: 'a', agent: 'x', type: 'y', action: 'y' }), ['CONFLICTING_FIELDS /workflow_dsl/tasks/0/action']],
    [tasks({}, { name: '!', agent: 'x', type: 'y' }), ['INVALID_VALUE /workflow_dsl/tasks/0/name']],
    [
      tasks({}, { name: 1, agent: 'x', type: 'y' }),
      ['MISSING_FIELD /workflow_dsl/tasks/0/id', 'INVALID_VALUE /workflow_dsl/tasks/0/name'],
    ],
    [tasks({}, { id: 'a', agent: 'x', type: 'y', parallel: 'yes' }), ['INVALID_VALUE /workflow_dsl/tasks/0/parallel']],
    [
      tasks({}, { id: 'abc', agent: 'x', type: 'y', inputs: ['abd', 'zzz', 1] }),
      [
        'UNKNOWN_INPUT /workflow_dsl/tasks/0/inputs/0',
        'UNKNOWN_INPUT /workflow_dsl/tasks/0/inputs/1',
        'INVALID_VALUE /workflow_dsl/tasks/0/inputs/2',
      ],
    ],
    [tasks({}, { id: 'a', agent: 'x', type: 'y', inputs: 'lead' }), ['INVALID_VALUE /workflow_dsl/tasks/0/inputs']],
  ])('is refused: %j', (value, expected) => {
    expect(refused(value)).toEqual(expected);
  });

  test('names the nearest input or task, and the version that is read', () => {
    expect(messageOf(tasks({}, { id: 'abc', agent: 'x', type: 'y', inputs: ['abd'] }))).toBe(
      '`abd` is neither an input of the workflow nor a task: did you mean `abc`?',
    );
    expect(messageOf(tasks({ version: 2 }))).toBe('Version 2 is not read: write `version: "2.0"`, with the quotes.');
  });
});

describe('two spellings of a field', () => {
  test('are the same field', () => {
    const definition = normal(
      withStep({ depends_on: ['b'], on_error: 'continue', retry: { max_delay: 5_000, max_elapsed: 9 } }),
    );
    expect(definition.steps[0]).toMatchObject({
      dependsOn: { steps: ['b'] },
      onError: { kind: 'continue' },
      retry: { maxDelay: 5_000, maxElapsed: 9 },
    });
  });

  test('are refused together', () => {
    expect(refused(withStep({ depends_on: ['b'], dependsOn: ['b'] }))).toEqual([
      'CONFLICTING_FIELDS /steps/0/dependsOn',
    ]);
    expect(messageOf(withStep({ depends_on: ['b'], dependsOn: ['b'] }))).toBe(
      '`depends_on` and `dependsOn` are the same field: write one of them.',
    );
  });

  test('mean nothing inside inputs and payloads', () => {
    const inputs = { lead_id: 1, leadId: 2 };
    expect(firstAction(withStep({ inputs })).inputs).toEqual(inputs);
    expect(normal(withFields({ triggers: [{ webhook: 'x', map: inputs }] })).triggers[0]).toMatchObject({
      map: inputs,
    });
  });
});

describe('unknown fields', () => {
  test.each([
    [withStep({ dependOn: [] }), 'dependsOn', '`dependOn` is not a field of a step: did you mean `dependsOn`?'],
    [withStep({ depend_on: [] }), 'depends_on', '`depend_on` is not a field of a step: did you mean `depends_on`?'],
    [withFields({ step: [] }), 'steps', '`step` is not a field of a workflow definition: did you mean `steps`?'],
    [withStep({ retry: { attemps: 1 } }), 'attempts', '`attemps` is not a field of `retry`: did you mean `attempts`?'],
    [
      tasks({}, { id: 'a', agent: 'x', type: 'y', depend_on: [] }),
      'depends_on',
      '`depend_on` is not a field of a task: did you mean `depends_on`?',
    ],
    [withStep({ quux: 1 }), undefined, '`quux` is not a field of a step.'],
  ])('are refused with the nearest known name: %j', (value, hint, message) => {
    const [problem] = normaliseDefinition(value).problems;
    expect(problem).toMatchObject({ code: 'UNKNOWN_FIELD', message });
    expect(problem?.hint).toBe(hint);
  });
});

describe('values that are refused', () => {
  test.each<[unknown, string[]]>([
    [null, ['INVALID_VALUE ']],
    ['text', ['INVALID_VALUE ']],
    [[], ['INVALID_VALUE ']],
    [undefined, ['INVALID_VALUE ']],
    [{}, ['MISSING_FIELD /id', 'MISSING_FIELD /steps']],
    [withFields({ id: 'has space' }), ['INVALID_VALUE /id']],
    [withFields({ id: '1a' }), ['INVALID_VALUE /id']],
    [withFields({ id: 'a'.repeat(65) }), ['INVALID_VALUE /id']],
    [withFields({ id: 7 }), ['INVALID_VALUE /id']],
    [withFields({ id: null }), ['INVALID_VALUE /id']],
    [withFields({ teamId: '' }), ['INVALID_VALUE /teamId']],
    [withFields({ name: '' }), ['INVALID_VALUE /name']],
    [withFields({ description: 5 }), ['INVALID_VALUE /description']],
    [withFields({ onFailure: 'stop' }), ['INVALID_VALUE /onFailure']],
    [withFields({ timeout: 0 }), ['INVALID_VALUE /timeout']],
    [withFields({ priority: 0 }), ['INVALID_VALUE /priority']],
    [withFields({ priority: 101 }), ['INVALID_VALUE /priority']],
    [withFields({ steps: {} }), ['INVALID_VALUE /steps']],
    [withFields({ steps: [] }), ['INVALID_VALUE /steps']],
    [
      withFields({ steps: [1] }),
      ['INVALID_VALUE /steps/0', 'MISSING_FIELD /steps/0/id', 'MISSING_FIELD /steps/0/agent'],
    ],
    [withFields({ steps: Array.from({ length: 10_001 }, () => step) }), ['TOO_LARGE /steps']],
    [withStep({ id: undefined }), ['MISSING_FIELD /steps/0/id']],
    [withStep({ id: 'constructor' }), ['INVALID_VALUE /steps/0/id']],
    [withStep({ id: 'prototype' }), ['INVALID_VALUE /steps/0/id']],
    [withStep({ id: '__proto__' }), ['INVALID_VALUE /steps/0/id']],
    [withStep({ kind: 'map' }), ['INVALID_VALUE /steps/0/kind']],
    [withStep({ agent: undefined }), ['MISSING_FIELD /steps/0/agent']],
    [withStep({ agent: 5 }), ['INVALID_VALUE /steps/0/agent']],
    [withStep({ action: '' }), ['INVALID_VALUE /steps/0/action']],
    [withStep({ inputs: [] }), ['INVALID_VALUE /steps/0/inputs']],
    [withStep({ transform: 'csv' }), ['INVALID_VALUE /steps/0/transform']],
    [
      withStep({ transform: {} }),
      ['MISSING_FIELD /steps/0/transform/source', 'MISSING_FIELD /steps/0/transform/target'],
    ],
    [withStep({ dependsOn: 'b' }), ['INVALID_VALUE /steps/0/dependsOn']],
    [withStep({ dependsOn: null }), ['INVALID_VALUE /steps/0/dependsOn']],
    [withStep({ dependsOn: ['b', 5] }), ['INVALID_VALUE /steps/0/dependsOn/1']],
    [withStep({ dependsOn: {} }), ['MISSING_FIELD /steps/0/dependsOn/steps']],
    [withStep({ dependsOn: { steps: ['b'], join: 'some' } }), ['INVALID_VALUE /steps/0/dependsOn/join']],
    [withStep({ dependsOn: { steps: ['b'], join: 5 } }), ['INVALID_VALUE /steps/0/dependsOn/join']],
    [withStep({ dependsOn: { steps: ['b'], join: {} } }), ['INVALID_VALUE /steps/0/dependsOn/join']],
    [
      withStep({ dependsOn: { steps: ['b'], join: { atLeast: 0 } } }),
      ['INVALID_VALUE /steps/0/dependsOn/join/atLeast'],
    ],
    [withStep({ dependsOn: { steps: ['b'], join: { when: 5 } } }), ['INVALID_VALUE /steps/0/dependsOn/join/when']],
    [withStep({ dependsOn: { steps: ['b'], onDead: 'stop' } }), ['INVALID_VALUE /steps/0/dependsOn/onDead']],
    [withStep({ dependsOn: { steps: ['b'], rest: 'stop' } }), ['INVALID_VALUE /steps/0/dependsOn/rest']],
    [withStep({ condition: true }), ['INVALID_VALUE /steps/0/condition']],
    [withStep({ timeout: 0 }), ['INVALID_VALUE /steps/0/timeout']],
    [withStep({ timeout: 2_147_483_648 }), ['INVALID_VALUE /steps/0/timeout']],
    [withStep({ timeout: 1.5 }), ['INVALID_VALUE /steps/0/timeout']],
    [withStep({ timeout: '30s' }), ['INVALID_VALUE /steps/0/timeout']],
    [withStep({ retry: 3 }), ['INVALID_VALUE /steps/0/retry']],
    [withStep({ retry: { attempts: 0 } }), ['INVALID_VALUE /steps/0/retry/attempts']],
    [withStep({ retry: { backoff: 'linear' } }), ['INVALID_VALUE /steps/0/retry/backoff']],
    [withStep({ retry: { delay: -1 } }), ['INVALID_VALUE /steps/0/retry/delay']],
    [withStep({ retry: { delay: 10, maxDelay: 5 } }), ['INVALID_VALUE /steps/0/retry/maxDelay']],
    [withStep({ retry: { factor: 0.5 } }), ['INVALID_VALUE /steps/0/retry/factor']],
    [withStep({ retry: { jitter: 2 } }), ['INVALID_VALUE /steps/0/retry/jitter']],
    [withStep({ retry: { on: [] } }), ['INVALID_VALUE /steps/0/retry/on']],
    [withStep({ retry: { on: [5] } }), ['INVALID_VALUE /steps/0/retry/on/0']],
    [withStep({ retry: { maxElapsed: 0 } }), ['INVALID_VALUE /steps/0/retry/maxElapsed']],
    [withStep({ onError: 'stop' }), ['INVALID_VALUE /steps/0/onError']],
    [withStep({ onError: 5 }), ['INVALID_VALUE /steps/0/onError']],
    [withStep({ onError: {} }), ['MISSING_FIELD /steps/0/onError/fallback']],
    [withStep({ onError: { fallback: '' } }), ['INVALID_VALUE /steps/0/onError/fallback']],
    [withStep({ onError: { kind: 'stop' } }), ['INVALID_VALUE /steps/0/onError/kind']],
    [withStep({ onError: { kind: 'fallback' } }), ['MISSING_FIELD /steps/0/onError/stepId']],
    [withStep({ onError: { kind: 'fail', stepId: 'b' } }), ['INVALID_VALUE /steps/0/onError/stepId']],
    [withStep({ compensate: 'undo' }), ['INVALID_VALUE /steps/0/compensate']],
    [withStep({ compensate: { agent: 'x' } }), ['MISSING_FIELD /steps/0/compensate/action']],
    [withFields({ inputs: {} }), ['INVALID_VALUE /inputs']],
    [withFields({ inputs: ['lead'] }), ['INVALID_VALUE /inputs/0']],
    [withFields({ inputs: [{}] }), ['MISSING_FIELD /inputs/0/name', 'MISSING_FIELD /inputs/0/type']],
    [withFields({ inputs: [{ name: 'constructor', type: 'any' }] }), ['INVALID_VALUE /inputs/0/name']],
    [withFields({ inputs: [{ name: 'a', type: 'strin' }] }), ['INVALID_VALUE /inputs/0/type']],
    [withFields({ inputs: [{ name: 'a', type: 5 }] }), ['INVALID_VALUE /inputs/0/type']],
    [withFields({ inputs: [{ name: 'a', type: 'string', required: 'yes' }] }), ['INVALID_VALUE /inputs/0/required']],
    [withFields({ inputs: [{ name: 'a', type: 'string', default: 5 }] }), ['INVALID_VALUE /inputs/0/default']],
    [
      withFields({
        inputs: [
          { name: 'a', type: 'any' },
          { name: 'a', type: 'any' },
        ],
      }),
      ['DUPLICATE_NAME /inputs/1/name'],
    ],
    [withFields({ triggers: [5] }), ['INVALID_VALUE /triggers/0']],
    [withFields({ triggers: [{}] }), ['MISSING_FIELD /triggers/0/webhook']],
    [withFields({ triggers: [{ webhook: 'not a name' }] }), ['INVALID_VALUE /triggers/0/webhook']],
    [withFields({ triggers: [{ webhook: 'x', inputs: {} }] }), ['INVALID_VALUE /triggers/0/inputs']],
    [
      withFields({ triggers: [{ schedule: 5, webhook: 'x' }] }),
      ['INVALID_VALUE /triggers/0/schedule', 'CONFLICTING_FIELDS /triggers/0/webhook'],
    ],
    [withFields({ outputs: 5 }), ['INVALID_VALUE /outputs']],
    [withFields({ outputs: { r: 5 } }), ['INVALID_VALUE /outputs/r']],
    [withFields({ outputs: { '': 'x' } }), ['INVALID_VALUE /outputs/']],
    [withFields({ outputs: [{}] }), ['MISSING_FIELD /outputs/0/name', 'MISSING_FIELD /outputs/0/from']],
    [
      withFields({
        outputs: [
          { name: 'r', from: 'x' },
          { name: 'r', from: 'y' },
        ],
      }),
      ['DUPLICATE_NAME /outputs/1/name'],
    ],
    [withFields({ errorHandler: 'rollback' }), ['INVALID_VALUE /errorHandler']],
    [withFields({ errorHandler: 'constructor' }), ['INVALID_VALUE /errorHandler']],
    [withFields({ errorHandler: 5 }), ['INVALID_VALUE /errorHandler']],
    [
      withFields({ errorHandler: { rollback: 1, notify: [5] } }),
      ['INVALID_VALUE /errorHandler/rollback', 'INVALID_VALUE /errorHandler/notify/0'],
    ],
    [
      JSON.parse('{"id": "w", "steps": [{"id": "a", "agent": "x", "action": "y", "inputs": {"__proto__": 1}}]}'),
      ['FORBIDDEN_KEY /steps/0/inputs/__proto__'],
    ],
  ])('%j', (value, expected) => {
    expect(refused(value)).toEqual(expected);
  });

  test('say what was expected and what was found', () => {
    expect(messageOf(withStep({ timeout: '30s' }))).toBe(
      '`timeout` must be a whole number of milliseconds, 1 to 2147483647; found "30s".',
    );
    expect(messageOf(withStep({ dependsOn: ['b', 5] }))).toMatch(/^`dependsOn\/1` must be a letter, .*; found 5\.$/);
    expect(messageOf(withStep({ agent: undefined }))).toBe('A step needs `agent`.');
    expect(normaliseDefinition(withFields({ inputs: [{ name: 'a', type: 'strin' }] })).problems[0]?.hint).toBe(
      'string',
    );
  });

  test('are all listed at once', () => {
    expect(refused({ id: 5, steps: [{ id: 'a', timeout: 0 }], onFailure: 1 })).toHaveLength(4);
  });
});

describe('what is not built', () => {
  const kind = (fields: object) => ({ id: 'w', steps: [{ id: 'a', ...fields }] });

  test.each<[object, string[]]>([
    [
      kind({ loop: { steps: [step, { ...step, agent: 5 }], until: 'x' } }),
      ['INVALID_VALUE /steps/0/loop/steps/1/agent', 'MISSING_FIELD /steps/0/loop/maxIterations'],
    ],
    [
      kind({ map: { overs: 1 } }),
      ['UNKNOWN_FIELD /steps/0/map/overs', 'MISSING_FIELD /steps/0/map/over', 'MISSING_FIELD /steps/0/map/steps'],
    ],
    [kind({ approval: { prompt: 'x', approvers: 5 } }), ['INVALID_VALUE /steps/0/approval/approvers']],
    [kind({ map: { over: 'x', steps: [step] }, end: { outcome: 'failed' } }), ['CONFLICTING_FIELDS /steps/0/end']],
    [withFields({ concurrency: 5 }), ['INVALID_VALUE /concurrency']],
    [withFields({ errorHandler: { startWorkflow: { id: 'other' } } }), ['NOT_BUILT /errorHandler/startWorkflow']],
  ])('is refused by name: %j', (value, expected) => {
    expect(refused(value)).toEqual(expected);
  });

  test('is in the normal form all the same', () => {
    const { definition } = normaliseDefinition({
      id: 'w',
      steps: [{ id: 'a', end: { outcome: 'failed' } }],
      priority: 1,
      concurrency: { key: '{{trigger.lead}}', limit: 2 },
      error_handler: { start_workflow: { id: 'other', inputs: { lead_id: 1 } } },
    });
    expect(definition).toMatchObject({
      steps: [{ id: 'a', kind: 'end', end: { outcome: 'failed' } }],
      priority: 1,
      concurrency: { key: '{{trigger.lead}}', limit: 2 },
      errorHandler: { startWorkflow: { id: 'other', inputs: { lead_id: 1 } } },
    });
  });

  test.each<[object, string[]]>([
    [withFields({ concurrency: {} }), ['MISSING_FIELD /concurrency/key', 'MISSING_FIELD /concurrency/limit']],
    [
      withFields({ concurrency: { key: 1, limit: 0 } }),
      ['INVALID_VALUE /concurrency/key', 'INVALID_VALUE /concurrency/limit'],
    ],
    [withFields({ errorHandler: { startWorkflow: {} } }), ['MISSING_FIELD /errorHandler/startWorkflow/id']],
    [withFields({ errorHandler: { startWorkflow: 'other' } }), ['INVALID_VALUE /errorHandler/startWorkflow']],
  ])('is checked for its shape: %j', (value, expected) => {
    expect(refused(value).filter((problem) => !problem.startsWith('NOT_BUILT'))).toEqual(expected);
  });

  test('is named in the message', () => {
    expect(messageOf(withFields({ errorHandler: { startWorkflow: { id: 'other' } } }))).toBe(
      '`errorHandler.startWorkflow` is not built yet.',
    );
  });
});

test('never throws, whatever a definition is mutated into', () => {
  const base = JSON.stringify({
    ...campaign,
    steps: [
      ...campaign.steps,
      // oxlint-disable-next-line unicorn/no-thenable -- `then` is a field of the language
      { id: 'd', map: { over: 'x', steps: [{ id: 'e', choose: { branches: [{ when: 'x', then: ['f'] }] } }] } },
      {
        id: 'g',
        wait: {
          firstOf: [
            { id: 'h', delay: 5 },
            { id: 'i', signal: 'x' },
          ],
        },
      },
      { id: 'j', approval: { prompt: 'ok?', approvers: { users: ['ann'] } } },
    ],
    inputs: [{ name: 'a', type: 'string' }],
    triggers: [{ webhook: 'x' }],
    outputs: { a: 'b' },
  });
  const strange = fc.constantFrom<unknown>(
    null,
    0,
    -1,
    '',
    '{{',
    'x',
    [],
    {},
    [[]],
    [null],
    { a: {} },
    true,
    undefined,
    () => 1,
    { toString: 1 },
  );
  const paths = [
    ['id'],
    ['steps'],
    ['steps', '0'],
    ['steps', '0', 'id'],
    ['steps', '1', 'inputs'],
    ['steps', '1', 'condition'],
    ['steps', '2', 'dependsOn'],
    ['steps', '2', 'dependsOn', '0'],
    ['steps', '0', 'retry'],
    ['steps', '0', 'onError'],
    ['steps', '0', 'compensate'],
    ['steps', '0', 'map'],
    ['steps', '0', 'wait'],
    ['steps', '3', 'map', 'steps'],
    ['steps', '3', 'map', 'steps', '0'],
    ['steps', '3', 'map', 'steps', '0', 'choose', 'branches', '0'],
    ['steps', '4', 'wait', 'firstOf'],
    ['steps', '4', 'wait', 'firstOf', '1'],
    ['steps', '5', 'approval', 'approvers'],
    ['steps', '5', 'approval', 'approvers', 'users'],
    ['concurrency'],
    ['errorHandler'],
    ['inputs'],
    ['inputs', '0'],
    ['inputs', '0', 'type'],
    ['triggers'],
    ['triggers', '0'],
    ['triggers', '0', 'schedule'],
    ['outputs'],
    ['outputs', 'a'],
    ['workflow_dsl'],
  ];
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.constantFrom(...paths), strange), { maxLength: 4 }), (mutations) => {
      const value = JSON.parse(base) as Record<string, unknown>;
      for (const [path, replacement] of mutations) {
        let here: Record<string, unknown> | undefined = value;
        for (const segment of path.slice(0, -1)) {
          const next: unknown = here?.[segment];
          here = typeof next === 'object' && next !== null ? (next as Record<string, unknown>) : undefined;
        }
        if (here !== undefined) here[path.at(-1) as string] = replacement;
      }
      const { definition, problems } = normaliseDefinition(value);
      expect(definition !== undefined || problems.length > 0).toBe(true);
    }),
    { numRuns: 1_000 },
  );
});

test('a `$schema` for editors is taken where a document begins, and dropped', () => {
  const steps = [{ id: 'a', agent: 'x', action: 'y' }];
  const { definition, problems } = normaliseDefinition({ $schema: './definition.schema.json', id: 'w', steps });
  expect(problems).toEqual([]);
  expect(definition).toEqual(normaliseDefinition({ id: 'w', steps }).definition);
  const inside = { version: '2.0', id: 'w', tasks: [{ id: 'a', agent: 'x', type: 'y' }] };
  const pipeline = normaliseDefinition({ $schema: './definition.schema.json', workflow_dsl: inside });
  expect(pipeline).toMatchObject({
    problems: [],
    definition: normaliseDefinition({ workflow_dsl: inside }).definition,
  });

  const refused = (document: object) =>
    normaliseDefinition(document).problems.map(({ code, path }) => `${code} ${path}`);
  expect(refused({ $schema: 1, id: 'w', steps })).toEqual(['INVALID_VALUE /$schema']);
  expect(refused({ workflow_dsl: { ...inside, $schema: 'x' } })).toEqual(['UNKNOWN_FIELD /workflow_dsl/$schema']);
  expect(refused({ id: 'w', steps: [{ ...steps[0], $schema: 'x' }] })).toEqual(['UNKNOWN_FIELD /steps/0/$schema']);
});
