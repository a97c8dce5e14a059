import { describe, expect, it } from 'vitest';
import { checkDefinition } from './check-definition.js';
import { catalogue } from './examples.fixture.js';

const step = (id: string, key?: string, scope?: string) => ({
  ...{ id, agent: 'LUCI', action: 'research_lead', inputs: { leadId: 'l' } },
  ...(key !== undefined && { mutex: { key, ...(scope && { scope }) } }),
});
const map = (key: string | undefined, ...steps: object[]) => ({
  id: `map-${key?.length}`,
  ...(key !== undefined && { mutex: { key } }),
  map: { over: 'trigger.leads', steps },
});
const check = (steps: object[], more: object = {}) =>
  checkDefinition({ value: { id: 'w', steps, ...more } }, catalogue);
const refused = (...steps: object[]) => check(steps).problems.map(({ code, path }) => `${code} ${path}`);

describe('a mutex inside a container that holds one', () => {
  const inner = '/steps/0/map/steps/0';

  it.each([
    ['the same text', 'crm', 'crm'],
    ['the same template', '{{trigger.phone}}', '{{trigger.phone}}'],
    ['the same template, spaced otherwise', 'p-{{ trigger.phone }}', 'p-{{trigger.phone}}'],
  ])('is refused under %s', (_, outer, key) => {
    expect(refused(map(outer, step('a', key)))).toEqual([`SELF_WAIT ${inner}/mutex/key`]);
  });

  it('is refused in a loop and an interleave, and however deep', () => {
    const again = {
      id: 'again',
      mutex: { key: 'k' },
      loop: { until: 'trigger.x', maxIterations: 2, steps: [step('a', 'k')] },
    };
    expect(refused(again)).toEqual(['SELF_WAIT /steps/0/loop/steps/0/mutex/key']);
    const turns = { id: 'turns', interleave: { steps: [map('k', step('b'))] } };
    expect(refused({ ...turns, mutex: { key: 'k' } })).toEqual(['SELF_WAIT /steps/0/interleave/steps/0/mutex/key']);
    expect(refused(map('k', { ...turns, interleave: { steps: [step('c', 'k')] } }))).toEqual([
      `SELF_WAIT ${inner}/interleave/steps/0/mutex/key`,
    ]);
  });

  it('is taken under another key, in another scope, beside it, and where nobody can tell', () => {
    expect(refused(map('k', step('a', 'l')))).toEqual([]);
    expect(refused(map('k', step('a', 'k', 'team')))).toEqual([]);
    expect(refused(map('k', step('a')), step('b', 'k'))).toEqual([]);
    expect(refused(map('k', step('a', '{{trigger.k}}')))).toEqual([]);
  });

  it('is taken where the same words mean another item', () => {
    const key = '{{item.id}}';
    expect(refused(map(undefined, map(key, step('a', key))))).toEqual([]);
    const kept = { id: 'turns', mutex: { key }, interleave: { steps: [step('a', key)] } };
    expect(refused(map(undefined, kept))).toEqual([`SELF_WAIT ${inner}/interleave/steps/0/mutex/key`]);
    const again = {
      id: 'again',
      mutex: { key },
      loop: { until: 'trigger.x', maxIterations: 2, steps: [step('b', key)] },
    };
    expect(refused(map(undefined, again))).toEqual([`SELF_WAIT ${inner}/loop/steps/0/mutex/key`]);
  });

  it('is not judged where a key was refused', () => {
    expect(refused(map('{{nobody}}', step('a', '{{nobody}}')))).toEqual([
      'EXPR_UNKNOWN_ROOT /steps/0/map/steps/0/mutex/key',
      'EXPR_UNKNOWN_ROOT /steps/0/mutex/key',
    ]);
  });
});

describe('a workflow that waits for itself under its own concurrency key', () => {
  const again = (workflow: object = {}) => ({ id: 'again', workflow: { id: 'w', ...workflow } });
  const found = (key: string, limit: number, ...steps: object[]) => {
    const { problems, warnings } = check(steps, { concurrency: { key, limit } });
    return [...problems, ...warnings].map(({ code, path }) => `${code} ${path}`);
  };

  it.each(['one', '{{team}}', 'x-{{team}}'])('is refused where one is let in: %s', (key) => {
    expect(found(key, 1, again())).toEqual(['SELF_WAIT /steps/0/workflow/id']);
    expect(found(key, 1, map(undefined, again()))).toEqual(['SELF_WAIT /steps/0/map/steps/0/workflow/id']);
  });

  it('is warned of where a few are', () => {
    expect(found('one', 2, again())).toEqual(['LIMITED_RECURSION /steps/0/workflow/id']);
  });

  it('is refused where what the key reads is handed on as it is', () => {
    const handed = (customer: string) => again({ inputs: { customer } });
    expect(found('{{trigger.customer}}', 1, handed('{{trigger.customer}}'))).toHaveLength(1);
    expect(found('{{trigger.customer}}', 1, again())).toEqual([]);
    for (const customer of ['acme', 'x{{trigger.customer}}', '{{trigger.next}}', '{{trigger.customer}}{{team}}']) {
      expect(found('{{trigger.customer}}', 1, handed(customer))).toEqual([]);
    }
    for (const key of ['{{trigger.customer + 1}}', '{{trigger.customer.id}}']) {
      expect(found(key, 1, handed('{{trigger.customer}}'))).toEqual([]);
    }
  });

  it('is taken where it does not wait, starts another workflow or another version, or its key was refused', () => {
    expect(found('one', 1, again({ wait: false }))).toEqual([]);
    expect(found('one', 1, again({ id: 'other' }))).toEqual([]);
    expect(found('one', 1, again({ version: 1 }))).toEqual([]);
    expect(found('{{steps.again.output}}', 1, again())).toEqual(['EXPR_UNKNOWN_ROOT /concurrency/key']);
    expect(check([again()]).warnings).toEqual([]);
  });
});
