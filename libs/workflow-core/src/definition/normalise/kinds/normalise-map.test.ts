import { expect, test } from 'vitest';
import { plainBase, readSteps } from '../normalise-steps.fixture.js';

const inner = { id: 'b', agent: 'LUCI', action: 'research_lead' };
const map = (fields: object) => readSteps({ id: 'a', map: { over: 'trigger.leads', steps: [inner], ...fields } });

test('writes every default out', () => {
  const { steps } = map({ over: '{{trigger.leads}}' });
  expect(steps).toStrictEqual([
    {
      ...plainBase,
      kind: 'map',
      map: {
        over: 'trigger.leads',
        steps: readSteps(inner).steps,
        concurrency: 100,
        onItemError: 'fail',
        rest: 'cancel',
      },
    },
  ]);
  expect(readSteps(...steps)).toMatchObject({ steps, problems: [] });
});

test('keeps what is written, and payloads as they are', () => {
  const { steps, problems, writtenPath } = map({
    output: { lead_id: '{{item.id}}', leadId: null },
    concurrency: 3,
    on_item_error: 'continue',
    tolerate: '10%',
    complete_when: '{{map.ok > 3}}',
    rest: 'keep',
  });
  expect(problems).toEqual([]);
  expect(steps).toMatchObject([
    {
      map: {
        output: { lead_id: '{{item.id}}', leadId: null },
        concurrency: 3,
        onItemError: 'continue',
        tolerate: '10%',
        completeWhen: 'map.ok > 3',
        rest: 'keep',
      },
    },
  ]);
  expect(writtenPath('/steps/0/map/completeWhen')).toBe('/steps/0/map/complete_when');
  expect(readSteps(...steps)).toMatchObject({ steps, problems: [] });
});

test.each([0, 7, '0%', '99%', '100%'])('lets %j failed items pass', (tolerate) => {
  expect(map({ tolerate })).toMatchObject({ problems: [], steps: [{ map: { tolerate } }] });
});

test.each([
  [{ over: undefined }, ['MISSING_FIELD /steps/0/map/over']],
  [{ over: ['a'] }, ['INVALID_VALUE /steps/0/map/over']],
  [{ steps: undefined }, ['MISSING_FIELD /steps/0/map/steps']],
  [{ steps: inner }, ['INVALID_VALUE /steps/0/map/steps']],
  [{ concurrency: 0 }, ['INVALID_VALUE /steps/0/map/concurrency']],
  [{ onItemError: 'stop' }, ['INVALID_VALUE /steps/0/map/onItemError']],
  [{ tolerate: -1 }, ['INVALID_VALUE /steps/0/map/tolerate']],
  [{ tolerate: '101%' }, ['INVALID_VALUE /steps/0/map/tolerate']],
  [{ tolerate: '10' }, ['INVALID_VALUE /steps/0/map/tolerate']],
  [{ completeWhen: true }, ['INVALID_VALUE /steps/0/map/completeWhen']],
  [{ rest: 'run' }, ['INVALID_VALUE /steps/0/map/rest']],
  [{ item: 'lead' }, ['UNKNOWN_FIELD /steps/0/map/item']],
])('refuses %j', (fields, expected) => {
  expect(map(fields).problems).toEqual(expected);
});
