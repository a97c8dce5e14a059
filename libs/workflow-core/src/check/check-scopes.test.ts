import { describe, expect, it } from 'vitest';
import type { AgentCatalogue } from '../catalogue/catalogue.js';
import { checkDefinition } from './check-definition.js';
import { catalogue } from './examples.fixture.js';

const step = (id: string, more: object = {}) => ({
  ...{ id, agent: 'luci', action: 'research_lead', inputs: { leadId: 'l' } },
  ...more,
});
const reads = (leadId: string) => ({ inputs: { leadId } });
const each = (steps: object[], more: object = {}) => ({ id: 'each', map: { over: 'trigger.leads', steps, ...more } });
/** Its output has no other member than `leadId`. */
const strict: AgentCatalogue = {
  ...catalogue,
  agents: catalogue.agents.map((agent) => ({
    ...agent,
    actions: agent.actions.map((action) => ({
      ...action,
      output: { type: 'object', properties: { leadId: { type: 'string' } }, additionalProperties: false },
    })),
  })),
};
const check = (...steps: object[]) => checkDefinition({ value: { id: 'w', steps } }, catalogue);
const told = (...steps: object[]) =>
  check(...steps).problems.map(({ code, path, message }) => `${code} ${path}: ${message}`);

describe('steps inside a container', () => {
  it('are checked as others are: agents, inputs, expressions, joins, choices, cycles', () => {
    const inside = each([
      step('a', { agent: 'LUCY' }),
      step('b', { inputs: { lead: 1 } }),
      step('c', { condition: 'nobody' }),
      step('d', { dependsOn: { steps: ['a', 'b'], join: { atLeast: 3 } } }),
      step('e', { dependsOn: ['f'], cancels: ['e', 'x'] }),
      step('f', { dependsOn: ['e'], onError: { fallback: 'f' } }),
      // oxlint-disable-next-line unicorn/no-thenable -- `then` is a field of the language
      { id: 'g', choose: { branches: [{ when: 'true', then: ['nowhere'] }] } },
    ]);
    expect(check(inside).problems.map(({ code, path }) => `${code} ${path.replace('/steps/0/map', '')}`)).toEqual([
      'UNKNOWN_AGENT /steps/0/agent',
      'INVALID_INPUT /steps/1/inputs/leadId',
      'UNKNOWN_INPUT /steps/1/inputs/lead',
      'EXPR_UNKNOWN_ROOT /steps/2/condition',
      'CYCLE /steps/4/dependsOn/0',
      'INVALID_FALLBACK /steps/5/onError/fallback',
      'UNKNOWN_STEP /steps/6/choose/branches/0/then/0',
      'INVALID_TARGET /steps/4/cancels/0',
      'UNKNOWN_STEP /steps/4/cancels/1',
      'UNSATISFIABLE_JOIN /steps/3/dependsOn/join/atLeast',
    ]);
  });

  it('get the canonical names of agents and actions, however deep', () => {
    const { definition, problems } = check(
      each([
        {
          id: 'again',
          loop: { until: 'true', maxIterations: 2, steps: [{ id: 'turns', interleave: { steps: [step('a')] } }] },
        },
      ]),
    );
    expect(problems).toEqual([]);
    expect(JSON.stringify(definition)).toContain('"agent":"LUCI"');
  });

  it('may read the roots of the containers around them', () => {
    const inside = each([
      step('a', reads('{{item.id}}{{index}}')),
      {
        id: 'again',
        loop: {
          while: 'loop.index < item.n',
          maxIterations: 2,
          steps: [step('b', reads('{{loop.previous}}{{item.id}}'))],
        },
      },
    ]);
    expect(told(inside)).toEqual([]);
    expect(told(step('a', reads('{{item}}')))).toEqual([expect.stringContaining('EXPR_UNKNOWN_ROOT /steps/0/inputs')]);
    expect(told(each([step('a')], { completeWhen: 'map.ok > 1 && item' }))).toEqual([
      expect.stringContaining('EXPR_UNKNOWN_ROOT /steps/0/map/completeWhen'),
    ]);
  });

  it('may be named by steps of their own scope alone', () => {
    expect(
      told(
        each([step('a', { dependsOn: ['top', 'each'] }), step('b', { dependsOn: ['a'] })]),
        step('top', { dependsOn: ['b'] }),
        step('last', { cancels: ['a'], ...reads('{{steps.b.output}}{{steps.bb.output}}') }),
      ),
    ).toEqual([
      'EXPR_UNKNOWN_STEP /steps/2/inputs/leadId: `b` stands inside `each`, and only what stands in there can read it (column 9): read `steps.each.output`.',
      'EXPR_UNKNOWN_STEP /steps/2/inputs/leadId: There is no step `bb` (column 27).',
      'UNKNOWN_STEP /steps/1/dependsOn/0: `b` stands inside `each`: only steps beside it in there can name it: did you mean `each`?',
      'UNKNOWN_STEP /steps/2/cancels/0: `a` stands inside `each`: only steps beside it in there can name it: did you mean `each`?',
      'UNKNOWN_STEP /steps/0/map/steps/0/dependsOn/0: `top` stands outside `each`: steps inside may read outer ones, for which `each` waits, but name only each other.',
      'UNKNOWN_STEP /steps/0/map/steps/0/dependsOn/1: `each` is what it stands in: steps inside may read outer ones, for which `each` waits, but name only each other.',
    ]);
    const inTurns = (id: string) => {
      const inner = { id: 'turns', interleave: { steps: [step(id, { dependsOn: ['a', 'top', 'gone'] })] } };
      return told(each([step('a'), inner]), step('top')).filter((line) => line.startsWith('UNKNOWN_STEP'));
    };
    expect(inTurns('c')).toEqual([
      expect.stringContaining('`a` stands outside `turns`'),
      expect.stringContaining('`top` stands outside `each`'),
      expect.stringContaining('There is no step `gone`'),
    ]);
    // With an id given twice nobody can tell, and nothing runs for ever.
    expect(inTurns('turns')).toHaveLength(3);
  });

  it('cannot read what their container gives', () => {
    expect(told(each([step('a', reads('{{steps.each.output}}'))]))).toEqual([
      expect.stringContaining('CYCLE /steps/0/map/steps/0/inputs'),
    ]);
  });

  it('must be there, each with an id', () => {
    expect(told(each([]))).toEqual([expect.stringContaining('INVALID_VALUE /steps/0/map/steps')]);
    expect(told(each([step('')]))).toEqual([expect.stringContaining('INVALID_VALUE /steps/0/map/steps/0/id')]);
  });

  it('have ids that no other step has', () => {
    expect(told(each([step('a')]), step('a'))).toEqual([
      'DUPLICATE_STEP /steps/0/map/steps/0/id: The id `a` is given to two steps.',
    ]);
  });

  it('that only read and are not read are warned of', () => {
    const { warnings } = check(each([step('a'), step('b')]), { ...step('c'), ...reads('{{steps.each.output}}') });
    expect(warnings.map(({ code, path }) => `${code} ${path}`)).toContain('UNREAD_OUTPUT /steps/0/map/steps/0');
  });

  it('are looked into for members that are not there', () => {
    const steps = [
      each([step('a'), step('b', { ...reads('{{steps.a.output.nothing}}'), condition: 'steps.a.output.nope' })], {
        output: '{{steps.a.output.nada}}',
        completeWhen: 'steps.top.output.none',
      }),
      step('top'),
    ];
    const { warnings } = checkDefinition({ value: { id: 'w', steps } }, strict);
    expect(warnings.filter(({ code }) => code === 'UNKNOWN_MEMBER').map(({ path }) => path)).toEqual([
      '/steps/0/map/completeWhen',
      '/steps/0/map/output',
      '/steps/0/map/steps/1/condition',
      '/steps/0/map/steps/1/inputs/leadId',
    ]);
  });
});

describe('the order of an interleave', () => {
  const turns = (order: string[][], ...more: object[]) => ({
    id: 'turns',
    interleave: { steps: [step('a'), step('b'), ...more], order },
  });

  it('must be of its own steps, and possible', () => {
    expect(told(turns([['a', 'b']]))).toEqual([]);
    expect(told(turns([['x', 'a']]))).toEqual(['UNKNOWN_STEP /steps/0/interleave/order/0/0: There is no step `x`.']);
    expect(told(turns([['a', 'x']]))).toEqual(['UNKNOWN_STEP /steps/0/interleave/order/0/1: There is no step `x`.']);
    expect(
      told(
        turns([
          ['a', 'b'],
          ['b', 'a'],
        ]),
      ),
    ).toEqual(['CYCLE /steps/0/interleave/order: No order keeps all of these pairs: a → b → a.']);
    const served = [step('c', { onError: { fallback: 'd' } }), step('d'), step('e', { dependsOn: ['c'] })];
    expect(
      told(
        turns(
          [
            ['c', 'd'],
            ['d', 'e'],
          ],
          ...served,
        ),
      ),
    ).toEqual([]);
    for (const pair of [
      ['d', 'c'],
      ['e', 'd'],
    ]) {
      expect(told(turns([pair], ...served))).toEqual([expect.stringContaining('CYCLE /steps/0/interleave/order')]);
    }
    expect(told(turns([['c', 'a']], step('c', { dependsOn: ['a'] })))).toEqual([
      'CYCLE /steps/0/interleave/order: No order keeps all of these pairs: a → c → a.',
    ]);
  });
});
