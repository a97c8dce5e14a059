import * as fc from 'fast-check';
import { spelledLike } from '../reading/field-name.js';

/* oxlint-disable unicorn/no-thenable -- `then` is a field of the language */

const id = fc.constantFrom('a', 'b', 'c-d', 'E_f');
const ids = fc.array(id, { maxLength: 2 });
const count = fc.integer({ min: 1, max: 1_000 });
const expression = fc.constantFrom('trigger.on', '{{ steps.a.output > 1 }}', "{{ '}}' }}");
const template = fc.constantFrom('plain', '{{trigger.on}}', 'a {{team}} b');
/** Payloads without the keys that are refused wherever they stand. */
const json = fc.jsonValue().filter((value) => !/"(?:__proto__|constructor|prototype)":/.test(JSON.stringify(value)));
const call = { agent: id, action: id };

/** An object of the language: the fields of `required`, and any of the others. */
function fields(
  required: Readonly<Record<string, fc.Arbitrary<unknown>>>,
  others: Readonly<Record<string, fc.Arbitrary<unknown>>> = {},
): fc.Arbitrary<object> {
  return fc.record({ ...required, ...others }, { requiredKeys: Object.keys(required) });
}

const base = {
  dependsOn: fc.oneof(ids, fields({ steps: ids }, { onDead: fc.constantFrom('skip', 'run', 'fail') })),
  condition: expression,
  timeout: count,
  onError: fc.oneof(fc.constantFrom('fail', 'continue'), fields({ fallback: id })),
  priority: fc.integer({ min: 1, max: 100 }),
  mutex: fields({ key: template }, { scope: fc.constantFrom('run', 'team', 'global') }),
  onlyWhile: expression,
  cancels: ids,
};
const attempts = { retry: fields({}, { attempts: count, delay: count }), compensate: fields(call) };
const awaited = fc.oneof(
  fields({ signal: id }, { key: template, match: expression, mailbox: fc.constantFrom('persistent', 'transient') }),
  fields({ delay: fc.oneof(count, fc.constant('{{trigger.pause}}')) }),
  fields({ until: fc.constantFrom('2026-01-31T09:00:00Z', '{{trigger.day}}') }),
);
const deferred = fc.tuple(awaited, awaited, ids).map(([first, second, then]) => ({
  firstOf: [
    { id: 'x', ...first, then },
    { id: 'y', ...second, then: [] },
  ],
}));

const { step } = fc.letrec<{ step: object; steps: object[]; inner: object[] }>((tie) => ({
  inner: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constant<object[]>([{ id: 'a', agent: 'x', action: 'y' }]),
    tie('steps'),
  ),
  steps: fc.array(tie('step'), { minLength: 1, maxLength: 2 }),
  step: fc.oneof(
    fields(
      { id, ...call },
      {
        ...base,
        ...attempts,
        inputs: fc.dictionary(id, json),
        cache: fields({ ttl: count }, { key: template }),
      },
    ),
    fields(
      {
        id,
        choose: fields(
          { branches: fc.array(fields({ when: expression, then: ids }), { minLength: 1, maxLength: 2 }) },
          { otherwise: ids, mode: fc.constantFrom('first', 'every') },
        ),
      },
      base,
    ),
    fields(
      {
        id,
        map: fields(
          { over: expression, steps: tie('inner') },
          {
            output: json,
            concurrency: count,
            onItemError: fc.constantFrom('fail', 'continue'),
            tolerate: fc.oneof(count, fc.constant('10%')),
            completeWhen: expression,
            rest: fc.constantFrom('cancel', 'keep'),
          },
        ),
      },
      base,
    ),
    fields(
      {
        id,
        loop: fields({ steps: tie('inner'), maxIterations: count, until: expression }, { output: json }),
      },
      base,
    ),
    fields({ id, loop: fields({ steps: tie('inner'), maxIterations: count, while: expression }) }, base),
    fields(
      {
        id,
        workflow: fields(
          { id },
          {
            version: count,
            inputs: fc.dictionary(id, json),
            wait: fc.boolean(),
            onParentCancel: fc.constantFrom('cancel', 'abandon'),
          },
        ),
      },
      { ...base, ...attempts },
    ),
    fields({ id, wait: fc.oneof(awaited, deferred) }, base),
    fields(
      {
        id,
        approval: fields(
          { prompt: template, approvers: fields({ roles: fc.constant(['admin']) }, { users: ids, count }) },
          {
            show: json,
            form: fc.constant([{ name: 'a', type: 'any' }]),
            onTimeout: fc.constantFrom('fail', 'approve', 'reject'),
          },
        ),
      },
      base,
    ),
    fields(
      { id, interleave: fields({ steps: tie('inner') }, { order: fc.array(fc.tuple(id, id), { maxLength: 2 }) }) },
      base,
    ),
    fields({ id, end: fields({ outcome: fc.constantFrom('completed', 'failed') }, { output: json }) }, base),
  ),
}));

/** A step of any kind, with any of its fields, whose shape is right. */
export const writtenStep: fc.Arbitrary<object> = step;

/** Fields that hold payloads, whose keys are nobody's fields. */
const payloads = new Set(['inputs', 'output', 'show', 'default']);

/** The same step with every field of the language in snake case. */
export function inSnakeCase(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inSnakeCase);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]: [string, unknown]) => [
      spelledLike('_', key),
      payloads.has(key) ? member : inSnakeCase(member),
    ]),
  );
}
