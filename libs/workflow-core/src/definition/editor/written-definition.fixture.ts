import * as fc from 'fast-check';
import { inputTypes } from '../definition.js';
import { inSnakeCase, writtenStep } from '../normalise/written-step.fixture.js';

const name = fc.constantFrom('a', 'b', 'c');
const template = fc.constantFrom('plain', '{{trigger.on}}', 'a.output');
const call = fc.record(
  { agent: name, action: name, inputs: fc.constant({ a: '{{team}}' }) },
  { requiredKeys: ['agent', 'action'] },
);
const declaration = fc.record(
  { type: fc.constantFrom(...inputTypes), required: fc.boolean(), description: template },
  { requiredKeys: ['type'] },
);
const declarations = fc
  .array(declaration, { maxLength: 2 })
  .map((list) => list.map((each, index) => ({ name: `i${index}`, ...each })));
const reaction = { when: template, map: fc.constant({ a: '{{event.a}}' }) };
const trigger = fc.oneof(
  fc.record({ webhook: name, event: name, ...reaction }, { requiredKeys: ['webhook'] }),
  fc.record({ event: name, ...reaction }, { requiredKeys: ['event'] }),
  fc.record(
    {
      schedule: fc.constantFrom<object>(
        { cron: '0 9 * * 1-5', timezone: 'UTC' },
        { cron: '*/5 * * * *', timezone: 'Europe/Berlin', missed: 'catchUp' },
      ),
      inputs: fc.constant({ a: 1 }),
    },
    { requiredKeys: ['schedule'] },
  ),
);
const errorHandler = fc.oneof(
  fc.constantFrom('none', 'notify', 'rollback_workflow'),
  fc.record(
    {
      rollback: fc.boolean(),
      announce: fc.boolean(),
      notify: fc.array(call, { maxLength: 2 }),
      startWorkflow: fc.constantFrom<object>({ id: 'other' }, { id: 'other', inputs: {} }),
    },
    { requiredKeys: [] },
  ),
);
const outputs = fc.oneof(fc.dictionary(name, template), fc.constantFrom([], [{ name: 'x', from: 'a.output' }]));
const count = fc.integer({ min: 1, max: 100 });
const fields = {
  teamId: name,
  name: fc.constantFrom('Some Name', 'x'),
  description: template,
  inputs: declarations,
  triggers: fc.array(trigger, { maxLength: 2 }),
  outputs,
  errorHandler,
  onFailure: fc.constantFrom('drain', 'continue', 'cancel'),
  timeout: count,
  priority: count,
  concurrency: fc.record({ key: template, limit: count }),
};
const steps = fc.array(writtenStep, { minLength: 1, maxLength: 2 });

const plain = fc.record({ $schema: template, id: name, steps, ...fields }, { requiredKeys: ['id', 'steps'] });
const pipeline = fc
  .record(
    { version: fc.constant('2.0'), id: name, tasks: steps, ...fields },
    { requiredKeys: ['version', 'id', 'tasks'] },
  )
  .map((inside): object => ({ workflow_dsl: inside }));

/** A definition in either form and either spelling, whose shape is right. */
export const writtenDefinition: fc.Arbitrary<object> = fc
  .tuple(fc.oneof(plain, pipeline), fc.boolean())
  .map(([written, isSnake]) => (isSnake ? (inSnakeCase(written) as object) : written));

/** Places of a document: the paths of every object and list in it, and of what they hold. */
function placesOf(value: unknown, path: readonly string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [[...path]];
  return [[...path], ...Object.entries(value).flatMap(([key, member]) => placesOf(member, [...path, key]))];
}

const values = [
  null,
  true,
  0,
  1,
  -1,
  1.5,
  101,
  '',
  'x',
  'fail',
  '1x',
  '10%',
  '{{x}}',
  'x'.repeat(300),
  [],
  {},
  ['a'],
  { kind: 'fail' },
];
const keys = [
  ...[
    'id',
    'kind',
    'agent',
    'action',
    'inputs',
    'choose',
    'map',
    'wait',
    'end',
    'retry',
    'cache',
    'onError',
    'on_error',
  ],
  ...[
    'depends_on',
    'dependsOn',
    'name',
    'parallel',
    'type',
    'steps',
    'tasks',
    'signal',
    'delay',
    'until',
    'while',
    'mailbox',
  ],
  ...[
    'schedule',
    'webhook',
    'event',
    'version',
    '$schema',
    'on_item_error',
    'onItem_error',
    'unknown',
    '__proto__',
    'default',
  ],
];

type Change = readonly ['drop' | 'put' | 'set', key: string, value: unknown];

/** One member of an object or list gone, set to another value, or joined by another one. */
function change(holder: Record<string, unknown>, at: string, [how, key, value]: Change): void {
  const isList = Array.isArray(holder);
  if (how === 'set') holder[at] = value;
  else if (how === 'drop' && isList) holder.splice(Number(at), 1);
  else if (how === 'drop') Reflect.deleteProperty(holder, at);
  else if (!isList)
    Reflect.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
}

const changes = fc.tuple(
  fc.constantFrom('drop', 'put', 'set'),
  fc.constantFrom(...keys),
  fc.constantFrom<unknown>(...values),
) as fc.Arbitrary<Change>;

/** A definition with one thing changed anywhere in it. */
export const changedDefinition: fc.Arbitrary<object> = fc
  .tuple(writtenDefinition, fc.nat(), changes)
  .map(([written, seed, what]) => {
    const document = structuredClone(written);
    const places = placesOf(document).slice(1);
    const place = places[seed % places.length] as string[];
    const holder = place
      .slice(0, -1)
      .reduce<object>((here, key) => (here as Record<string, object>)[key] as object, document);
    change(holder as Record<string, unknown>, place.at(-1) as string, what);
    return document;
  });
