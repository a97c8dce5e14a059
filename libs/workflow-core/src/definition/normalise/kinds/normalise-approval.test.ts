import { expect, test } from 'vitest';
import { plainBase, readSteps } from '../normalise-steps.fixture.js';

const approval = (fields: object) =>
  readSteps({ id: 'a', approval: { prompt: 'Send {{trigger.n}} texts?', approvers: { roles: ['admin'] }, ...fields } });

test('writes every default out', () => {
  const { steps } = approval({});
  expect(steps).toStrictEqual([
    {
      ...plainBase,
      kind: 'approval',
      approval: {
        prompt: 'Send {{trigger.n}} texts?',
        approvers: { roles: ['admin'], users: [], count: 1 },
        form: [],
        onTimeout: 'fail',
      },
    },
  ]);
  expect(readSteps(...steps)).toMatchObject({ steps, problems: [] });
});

test('keeps what is written, and what is shown as it is', () => {
  const show = { lead_id: 1, leadId: null };
  const { steps, problems, writtenPath } = approval({
    show,
    approvers: { users: ['ann', 'bob'], count: 2 },
    form: [{ name: 'reason', type: 'object', default: { snake_key: 1 } }],
    on_timeout: 'reject',
  });
  expect(problems).toEqual([]);
  expect(steps).toMatchObject([
    {
      approval: {
        show,
        approvers: { roles: [], users: ['ann', 'bob'], count: 2 },
        form: [{ name: 'reason', type: 'object', required: false, default: { snake_key: 1 } }],
        onTimeout: 'reject',
      },
    },
  ]);
  expect(writtenPath('/steps/0/approval/onTimeout')).toBe('/steps/0/approval/on_timeout');
  expect(readSteps(...steps)).toMatchObject({ steps, problems: [] });
});

test('does not count the people of a role', () => {
  expect(approval({ approvers: { roles: ['admin'], users: ['ann'], count: 9 } }).problems).toEqual([]);
});

test.each([
  [{ prompt: undefined }, ['MISSING_FIELD /steps/0/approval/prompt']],
  [{ prompt: '' }, ['INVALID_VALUE /steps/0/approval/prompt']],
  [{ approvers: undefined }, ['MISSING_FIELD /steps/0/approval/approvers']],
  [{ approvers: 'ann' }, ['INVALID_VALUE /steps/0/approval/approvers']],
  [{ approvers: {} }, ['MISSING_FIELD /steps/0/approval/approvers/roles']],
  [{ approvers: { roles: [], users: [] } }, ['MISSING_FIELD /steps/0/approval/approvers/roles']],
  [{ approvers: { roles: 'admin' } }, ['INVALID_VALUE /steps/0/approval/approvers/roles']],
  [{ approvers: { users: [5], count: 9 } }, ['INVALID_VALUE /steps/0/approval/approvers/users/0']],
  [{ approvers: { users: ['ann'], count: 2 } }, ['INVALID_VALUE /steps/0/approval/approvers/count']],
  [{ approvers: { users: ['ann', 'ann'], count: 2 } }, ['INVALID_VALUE /steps/0/approval/approvers/count']],
  [{ approvers: { roles: ['admin'], count: 0 } }, ['INVALID_VALUE /steps/0/approval/approvers/count']],
  [
    {
      form: [
        { name: 'a', type: 'string', default: 5 },
        { name: 'a', type: 'tekst' },
      ],
    },
    [
      'INVALID_VALUE /steps/0/approval/form/0/default',
      'INVALID_VALUE /steps/0/approval/form/1/type',
      'DUPLICATE_NAME /steps/0/approval/form/1/name',
    ],
  ],
  [{ onTimeout: 'wait' }, ['INVALID_VALUE /steps/0/approval/onTimeout']],
])('refuses %j', (fields, expected) => {
  expect(approval(fields).problems).toEqual(expected);
});

test('says how many approvals there can be', () => {
  expect(approval({ approvers: { users: ['ann'], count: 2 } }).messages).toEqual([
    '`count` must be at most 1, as many as there are users; found 2.',
  ]);
  expect(approval({ approvers: {} }).messages).toEqual(['`approvers` needs at least one role or user.']);
});
