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

test('the output of a step that is no action may be anything', () => {
  expect(outputsOf({ id: 'a', kind: 'wait', agent: 'X', action: 'y', onError }).of('a')).toBeUndefined();
});
