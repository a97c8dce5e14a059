import { expect, test } from 'vitest';
import { campaign } from '../check/examples.fixture.js';
import { defineWorkflow } from './define-workflow.js';

test('gives the definition back as it is', () => {
  expect(defineWorkflow(campaign)).toBe(campaign);
});

test('lets the compiler refuse a dependency on a step that is not there', () => {
  const definition = defineWorkflow({
    id: 'w',
    steps: [
      { id: 'a', agent: 'LUCI', action: 'research_lead' },
      { id: 'b', agent: 'LUCI', action: 'research_lead', dependsOn: ['a'], onError: { fallback: 'a' } },
      // @ts-expect-error: there is no step `c`
      { id: 'd', agent: 'LUCI', action: 'research_lead', dependsOn: ['c'] },
    ],
  });
  expect(definition.steps).toHaveLength(3);
});
