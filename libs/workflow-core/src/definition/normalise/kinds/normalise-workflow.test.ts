import { expect, test } from 'vitest';
import { defaultRetry } from '../../definition.js';
import { plainBase, readSteps } from '../normalise-steps.fixture.js';

test('waits for the child and takes it along, where nothing else is said', () => {
  const { steps } = readSteps({ id: 'a', workflow: { id: 'other' } });
  expect(steps).toStrictEqual([
    { ...plainBase, kind: 'workflow', workflow: { id: 'other', inputs: {}, wait: true, onParentCancel: 'cancel' } },
  ]);
  expect(readSteps(...steps)).toMatchObject({ steps, problems: [] });
});

test('keeps what is written, and inputs as they are', () => {
  const workflow = { id: 'other', version: 2, inputs: { lead_id: 1, leadId: '{{item}}' }, wait: false };
  const { steps, problems } = readSteps({
    id: 'a',
    workflow: { ...workflow, on_parent_cancel: 'abandon' },
    retry: { attempts: 2 },
    compensate: { agent: 'LUCI', action: 'undo' },
  });
  expect(problems).toEqual([]);
  expect(steps).toStrictEqual([
    {
      ...plainBase,
      kind: 'workflow',
      workflow: { ...workflow, onParentCancel: 'abandon' },
      retry: { ...defaultRetry, attempts: 2 },
      compensate: { agent: 'LUCI', action: 'undo', inputs: {} },
    },
  ]);
  expect(readSteps(...steps)).toMatchObject({ steps, problems: [] });
});

test.each([
  ['other', ['INVALID_VALUE /steps/0/workflow']],
  [{}, ['MISSING_FIELD /steps/0/workflow/id']],
  [{ id: 'has space' }, ['INVALID_VALUE /steps/0/workflow/id']],
  [{ id: 'other', version: 0 }, ['INVALID_VALUE /steps/0/workflow/version']],
  [{ id: 'other', inputs: [] }, ['INVALID_VALUE /steps/0/workflow/inputs']],
  [{ id: 'other', wait: 'yes' }, ['INVALID_VALUE /steps/0/workflow/wait']],
  [{ id: 'other', onParentCancel: 'kill' }, ['INVALID_VALUE /steps/0/workflow/onParentCancel']],
  [{ id: 'other', retry: {} }, ['UNKNOWN_FIELD /steps/0/workflow/retry']],
])('refuses %j', (workflow, expected) => {
  expect(readSteps({ id: 'a', workflow }).problems).toEqual(expected);
});
