import { expect, test } from 'vitest';
import { action } from './examples.fixture.js';
import { OutputShapes } from './output-shapes.js';

type Steps = ConstructorParameters<typeof OutputShapes>[0];

const onError = { kind: 'fail' };
const outputsOf = (...steps: object[]) =>
  new OutputShapes(steps as unknown as Steps, {
    agents: [{ name: 'X', actions: [{ ...action('y', 'read', {}), output: { type: 'string' } }] }],
    transformers: [],
  });

test('the output of a step is what its action gives', () => {
  const outputs = outputsOf({ id: 'a', kind: 'action', agent: 'X', action: 'y', onError });
  expect(outputs.of('a')).toMatchObject([{ type: 'string' }]);
  expect(outputs.of('a')).toBe(outputs.of('a'));
});

test.each([
  { kind: 'wait', wait: { signal: 's' } },
  { kind: 'workflow', workflow: { wait: true } },
  { kind: 'loop' },
  { kind: 'end' },
])('the output of a step may be anything where others say what it is: %j', (step) => {
  expect(outputsOf({ id: 'a', onError, ...step }).of('a')).toBeUndefined();
});

const members = (names: string[]) => [
  expect.objectContaining({
    schema: expect.objectContaining({ properties: only(names), additionalProperties: false }),
  }),
];
const only = (names: string[]) => Object.fromEntries(names.map((name) => [name, expect.anything()]));

test.each([
  [{ kind: 'wait', wait: { delay: 5 } }, [expect.objectContaining({ type: 'null' })]],
  [{ kind: 'map' }, [expect.objectContaining({ type: 'array' })]],
  [{ kind: 'workflow', workflow: { wait: false } }, members(['runId'])],
  [{ kind: 'choice' }, members(['branches', 'taken'])],
  [{ kind: 'interleave' }, members(['order'])],
  [{ kind: 'approval' }, members(['decision', 'by', 'form'])],
  [{ kind: 'deferredChoice', wait: { firstOf: [{ id: 'x' }] } }, members(['chosen', 'payload'])],
])('the output of a step that no agent does is told by its kind: %j', (step, shape) => {
  expect(outputsOf({ id: 'a', onError, ...step }).of('a')).toEqual(shape);
});
