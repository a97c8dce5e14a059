import { expect, it } from 'vitest';
import { checkDefinition, type CheckOptions } from './check-definition.js';
import { catalogue } from './examples.fixture.js';

const warned = (roles: string[], options: CheckOptions) => {
  const approval = { prompt: 'Go?', approvers: { roles } };
  const steps = [
    { id: 'each', map: { over: 'trigger.x', steps: [{ id: 'ask', approval }] } },
    { id: 'pause', wait: { delay: 1 } },
  ];
  const { problems, warnings } = checkDefinition({ value: { id: 'w', steps } }, catalogue, options);
  expect(problems).toEqual([]);
  return warnings;
};
const approverRoles = ['operator', 'admin'];

it('an approval that is asked of a role that may not answer is warned of', () => {
  expect(warned(['admin', 'viewer', 'operators'], { approverRoles })).toEqual([
    {
      code: 'UNKNOWN_ROLE',
      path: '/steps/0/map/steps/0/approval/approvers/roles/1',
      message: '`viewer` is no role that may answer an approval, as `operator`, `admin` are.',
    },
    {
      code: 'UNKNOWN_ROLE',
      path: '/steps/0/map/steps/0/approval/approvers/roles/2',
      message:
        '`operators` is no role that may answer an approval, as `operator`, `admin` are: did you mean `operator`?',
      hint: 'operator',
    },
  ]);
});

it('nothing is said where nobody knows the roles, or where they are right', () => {
  expect(warned(['boss'], {})).toEqual([]);
  expect(warned(['admin'], { approverRoles })).toEqual([]);
});
