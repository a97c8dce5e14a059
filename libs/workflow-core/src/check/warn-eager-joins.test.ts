import { describe, expect, it } from 'vitest';
import { checkDefinition } from './check-definition.js';
import { catalogue } from './examples.fixture.js';

const step = (id: string, more: object = {}) => ({
  id,
  agent: 'LUCI',
  action: 'research_lead',
  inputs: { leadId: 'l' },
  ...more,
});
const eager = (...steps: object[]) => {
  const { problems, warnings } = checkDefinition({ value: { id: 'w', steps } }, catalogue);
  expect(problems).toEqual([]);
  return warnings
    .filter(({ code }) => code === 'EAGER_JOIN')
    .map(({ path, message, hint }) => `${path} ${message}${hint === undefined ? '' : ` (${hint})`}`);
};
const reading = (expression: string, join: unknown, more: object = {}) =>
  eager(
    step('a'),
    step('b'),
    step('c', { dependsOn: { steps: ['a', 'b'], join, ...more }, inputs: { leadId: `{{${expression}}}` } }),
  );

describe('an output that may be missing when the join fires', () => {
  it.each([
    ['first', '`b` arrives first'],
    ['any', 'only `b` arrives'],
    [{ atLeast: 1 }, '`b` arrives first'],
    [{ when: "steps.b.status == 'completed'" }, '`b` ends first'],
  ])('under %j is warned of, with the read and what may be written', (join, when) => {
    expect(reading('steps.a.output.leadId', join)).toEqual([
      `/steps/2/dependsOn/join \`c\` reads \`steps.a.output.leadId\`, which may be missing when ${when}: ` +
        'write `steps.a.output.leadId ?? …`, or join by `all`. (all)',
    ]);
  });

  it('is warned of once for a step, and further reads are named', () => {
    const dependsOn = { steps: ['a', 'b', 'x', 'y', 'z'], join: { atLeast: 2 } };
    const all = dependsOn.steps.map((id) => `{{steps.${id}.output}}`).join('');
    const inputs = { leadId: `{{steps.a.output[0]['k-1']}}{{steps.a.output[0]['k-1']}}${all}` };
    expect(eager(...dependsOn.steps.map((id) => step(id)), step('c', { dependsOn, inputs }))).toEqual([
      "/steps/5/dependsOn/join `c` reads `steps.a.output[0]['k-1']`, which may be missing when `b` and `x` arrive " +
        'first, as may `steps.a.output`, `steps.b.output`, `steps.x.output`, …: ' +
        "write `steps.a.output[0]['k-1'] ?? …`, or join by `all`. (all)",
    ]);
  });

  it.each([
    'steps.a.output[steps.b.output.at]',
    "steps['a'].output.list.slice(1)",
    '1 + steps.a.output.n',
    '[steps.a.output]',
    'steps.a.output.x && steps.b.output.x',
    "steps.a.output.x == 'x'",
  ])('is found in %s', (expression) => {
    expect(reading(expression, 'first')).toHaveLength(1);
  });

  it('is found in what stands inside a container, and in what begins with the step', () => {
    const dependsOn = { steps: ['a', 'b'], join: 'first' };
    const inner = [step('in', { inputs: { leadId: '{{steps.a.output.leadId}}' } })];
    expect(eager(step('a'), step('b'), { id: 'm', map: { over: 'trigger.l', steps: inner }, dependsOn })).toHaveLength(
      1,
    );
    expect(eager(step('a'), step('b'), step('c', { condition: 'steps.b.output.ok', dependsOn }))).toHaveLength(1);
  });

  it('behind branches that exclude each other is not to be joined by all', () => {
    const join = (choose: object) =>
      eager(
        step('ask'),
        { id: 'which', ...choose },
        step('a'),
        step('b'),
        step('c', { dependsOn: { steps: ['a', 'b'], join: 'any' }, inputs: { leadId: '{{steps.a.output.leadId}}' } }),
      );
    // oxlint-disable-next-line unicorn/no-thenable -- `then` is a field of the language
    const branches = [{ when: 'steps.ask.output.ok', then: ['a'] }];
    const advice = [expect.stringMatching(/only `b` arrives: write `steps\.a\.output\.leadId \?\? …`\.$/)];
    expect(join({ choose: { branches, otherwise: ['b'] } })).toEqual(advice);
    expect(join({ choose: { branches, otherwise: ['b'], mode: 'every' } })).toEqual([
      expect.stringMatching(/\(all\)$/),
    ]);
    // oxlint-disable-next-line unicorn/no-thenable -- `then` is a field of the language
    const arm = (id: string, target: string) => ({ id, delay: 5, then: [target] });
    const firstOf = [arm('x', 'a'), arm('y', 'b')];
    expect(join({ wait: { firstOf } })).toEqual(advice);
  });
});

describe('nothing is said of', () => {
  it.each(['all', 'allSettled', { atLeast: 2 }, { when: "steps.a.status == 'completed'" }])(
    'a read under %j',
    (join) => {
      expect(reading('steps.a.output.leadId', join)).toEqual([]);
    },
  );

  it.each([
    'steps.a.output.leadId ?? steps.b.output.leadId',
    'steps.a.output.leadId || steps.b.output.leadId',
    "steps.a.status == 'completed' ? steps.a.output.leadId : 'l'",
    "steps.a.status == 'completed' && steps.a.output.leadId",
    'steps.a.output && steps.a.output.leadId',
    'steps.a.output != null && steps.a.output.leadId',
    'undefined === steps.a.output.leadId',
    '!steps.a.output.leadId',
    'steps.a.error.code',
    'trigger.leadId',
  ])('an expression that reckons with a missing one: %s', (expression) => {
    expect(reading(expression, 'first')).toEqual([]);
  });

  it.each(['any', 'first', { atLeast: 1 }, { when: 'trigger.go' }])('%j over one step', (join) => {
    const inputs = { leadId: '{{steps.a.output.leadId}}' };
    expect(eager(step('a'), step('c', { dependsOn: { steps: ['a'], join }, inputs }))).toEqual([]);
  });

  it('a step that the others of the join need', () => {
    const behind = (more: object) =>
      eager(
        step('a'),
        step('b', more),
        step('c', { dependsOn: { steps: ['a', 'b'], join: 'first' }, inputs: { leadId: '{{steps.a.output.leadId}}' } }),
      );
    expect(behind({ dependsOn: ['a'] })).toEqual([]);
    expect(behind({ dependsOn: { steps: ['a'], onDead: 'run' } })).toHaveLength(1);
  });

  it('a step that is needed beside the join', () => {
    const inputs = { leadId: '{{steps.a.output.leadId}}{{steps.g.output.leadId}}' };
    const gate = step('g', { dependsOn: ['a'] });
    expect(
      eager(step('a'), step('b'), gate, step('c', { dependsOn: { steps: ['a', 'b'], join: 'any' }, inputs })),
    ).toEqual([]);
  });

  it('what undoes the step', () => {
    const compensate = { agent: 'SABRINA', action: 'cancel_followup', inputs: { followupId: '{{steps.a.output.id}}' } };
    expect(
      eager(step('a'), step('b'), step('c', { dependsOn: { steps: ['a', 'b'], join: 'any' }, compensate })),
    ).toEqual([]);
  });

  it('reads of a step that is not there, beside what is refused', () => {
    const dependsOn = { steps: ['a', 'zz'], join: 'first' };
    const value = { id: 'w', steps: [step('a'), step('c', { dependsOn, condition: 'steps.a.output.x' })] };
    expect(checkDefinition({ value }, catalogue).problems).toMatchObject([{ code: 'UNKNOWN_STEP' }]);
  });

  it('the last of thousands of joins, which would be slow to look through', () => {
    const before = Array.from({ length: 1500 }, (_, index) =>
      step(`s${index}`, index === 0 ? {} : { dependsOn: [`s${index - 1}`] }),
    );
    const eagerly = before
      .slice(1)
      .map(({ id }, index) =>
        step(`e${index}`, { dependsOn: { steps: [id, 'b'], join: 'first' }, condition: 'steps.b.output.x' }),
      );
    const found = eager(step('b'), ...before, ...eagerly);
    expect(found.length).toBeGreaterThan(1000);
    expect(found.length).toBeLessThan(eagerly.length);
  });
});
