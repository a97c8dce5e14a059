import { describe, expect, it } from 'vitest';
import { checkDefinition } from './check-definition.js';
import { catalogue } from './examples.fixture.js';

const daily = { cron: '0 9 * * *', timezone: 'Europe/Berlin' };
const checked = (triggers: object[], inputs: object[] = []) =>
  checkDefinition(
    { value: { id: 'w', inputs, triggers, steps: [{ id: 'done', end: { outcome: 'completed' } }] } },
    catalogue,
  );
const refused = (...of: Parameters<typeof checked>) =>
  checked(...of).problems.map(({ code, path, message }) => `${code} ${path} ${message}`);

describe('a schedule', () => {
  it.each(['0 9 * * *', '*/5 8-18 1,15 JAN-DEC MON#2', '0 9 L * ?', '0 9 15W * FRIL', '0 0 29 2 *', '30 2 * * 7'])(
    'of %j is taken',
    (cron) => {
      expect(refused([{ schedule: { ...daily, cron } }])).toEqual([]);
    },
  );

  it.each([
    ['61 * * * *', 'Its minute, `61`, cannot be read: it takes 0 to 59.'],
    ['0 24 * * *', 'Its hour, `24`, cannot be read: it takes 0 to 23.'],
    ['0 0 32 * *', /^Its day of the month, `32`, cannot be read/],
    ['0 0 * 13 *', 'Its month, `13`, cannot be read: it takes 1 to 12 or JAN to DEC.'],
    ['0 0 * * 8', /^Its day of the week, `8`, cannot be read/],
    ['5-1 * * * *', /^Its minute, `5-1`/],
    ['*/0 * * * *', /^Its minute, `\*\/0`/],
    ['0 0 30 2 *', 'There is no such day, in any year.'],
  ])('of %j is refused', (cron, problem) => {
    const [found, ...others] = refused([{ schedule: { ...daily, cron } }]);
    expect(others).toEqual([]);
    const start = `INVALID_VALUE /triggers/0/schedule/cron \`${cron}\` is no time to start at. `;
    expect(found?.startsWith(start)).toBe(true);
    expect(found?.slice(start.length)).toMatch(problem);
  });

  it('in an unknown time zone is refused, with the one that was meant', () => {
    const { problems } = checked([{ schedule: { ...daily, timezone: 'Europe/Berln' } }]);
    expect(problems).toMatchObject([
      {
        code: 'INVALID_VALUE',
        path: '/triggers/0/schedule/timezone',
        message: 'There is no time zone `Europe/Berln`: did you mean `Europe/Berlin`?',
        hint: 'Europe/Berlin',
      },
    ]);
    for (const timezone of ['Mars/Olympus Mons', '+05:00']) {
      expect(refused([{ schedule: { ...daily, timezone } }])).toEqual([
        `INVALID_VALUE /triggers/0/schedule/timezone There is no time zone \`${timezone}\`.`,
      ]);
    }
  });

  it('whose shape is wrong is refused for that alone', () => {
    expect(refused([{ schedule: { cron: 'x', timezone: 5 } }])).toHaveLength(2);
  });

  it('must bring the inputs that the workflow requires, of their types', () => {
    const inputs = [
      { name: 'region', type: 'string', required: true },
      { name: 'limit', type: 'integer', required: true, default: 5 },
      { name: 'at', type: 'date-time', required: true },
      { name: 'note', type: 'string' },
    ];
    expect(refused([{ schedule: daily, inputs: { limit: '5', at: '{{trigger.scheduledAt}}' } }], inputs)).toEqual([
      'MISSING_FIELD /triggers/0/inputs/region The workflow requires the input `region`, which the schedule leaves out.',
      'INVALID_VALUE /triggers/0/inputs/limit The input `limit` must be a whole number; found "5".',
    ]);
    const fitting = { region: 'eu', limit: 7, at: '{{trigger.scheduledAt}}', more: 1 };
    expect(refused([{ schedule: daily, inputs: fitting }], inputs)).toEqual([]);
    const [problem] = refused([{ schedule: daily, inputs: {} }], [{ name: 5, type: 'string', required: true }]);
    expect(problem).toMatch(/^INVALID_VALUE \/inputs\/0\/name/);
  });

  it('is one of fifty at the most', () => {
    const triggers = (count: number) => Array.from({ length: count }, () => ({ schedule: daily }));
    expect(refused(triggers(50))).toEqual([]);
    expect(refused([{ event: 'x' }, ...triggers(51)])).toEqual([
      'TOO_LARGE /triggers A workflow has at most 50 schedules.',
    ]);
  });

  it('brings what steps may read', () => {
    const steps = [
      { id: 'a', agent: 'LUCI', action: 'research_lead', inputs: { leadId: '{{trigger.lead}}{{trigger.x}}' } },
    ];
    const value = {
      ...{ id: 'w', steps, inputs: [{ name: 'at', type: 'date-time' }], outputs: { a: 'a.output' } },
      triggers: [{ schedule: daily, inputs: { lead: 'x' } }],
    };
    const { warnings } = checkDefinition({ value }, catalogue);
    expect(warnings.map(({ message }) => message)).toEqual(['The workflow declares no input `x`.']);
  });
});
