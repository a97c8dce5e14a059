import { describe, expect, test } from 'vitest';
import { type StepKind, stepKinds } from '../step-kinds.js';
import { plainBase, readSteps } from './normalise-steps.fixture.js';

const action = { agent: 'LUCI', action: 'research_lead' };
const plain = { ...plainBase, kind: 'end', end: { outcome: 'failed' } };

describe('fields of every kind', () => {
  test('are read in either spelling', () => {
    const { steps, problems, writtenPath } = readSteps({
      id: 'a',
      end: { outcome: 'failed' },
      depends_on: ['b'],
      condition: '{{ trigger.on }}',
      timeout: 5,
      on_error: 'continue',
      priority: 1,
      mutex: { key: '{{trigger.phone}}' },
      only_while: '{{ steps.b.status != "failed" }}',
      cancels: ['c'],
    });
    expect(problems).toEqual([]);
    expect(steps).toStrictEqual([
      {
        ...plain,
        dependsOn: { steps: ['b'], join: 'all', onDead: 'skip' },
        condition: 'trigger.on',
        timeout: 5,
        onError: { kind: 'continue' },
        priority: 1,
        mutex: { key: '{{trigger.phone}}', scope: 'run' },
        onlyWhile: 'steps.b.status != "failed"',
        cancels: ['c'],
      },
    ]);
    expect(writtenPath('/steps/0/onlyWhile')).toBe('/steps/0/only_while');
    expect(readSteps(...steps)).toMatchObject({ steps, problems: [] });
  });

  test.each([
    [{ priority: 0 }, ['INVALID_VALUE /steps/0/priority']],
    [{ mutex: 'x' }, ['INVALID_VALUE /steps/0/mutex']],
    [{ mutex: {} }, ['MISSING_FIELD /steps/0/mutex/key']],
    [{ mutex: { key: 'x', scope: 'world' } }, ['INVALID_VALUE /steps/0/mutex/scope']],
    [{ onlyWhile: true }, ['INVALID_VALUE /steps/0/onlyWhile']],
    [{ cancels: 'b' }, ['INVALID_VALUE /steps/0/cancels']],
    [{ cancels: ['b', 5] }, ['INVALID_VALUE /steps/0/cancels/1']],
  ])('are refused: %j', (fields, expected) => {
    expect(readSteps({ id: 'a', ...action, ...fields }).problems).toEqual(expected);
  });
});

describe('the output of an equal call', () => {
  test.each([{ ttl: 5 }, { ttl: 5, key: '{{trigger.lead}}' }])('may be reused: %j', (cache) => {
    const { steps, problems } = readSteps({ id: 'a', ...action, cache });
    expect(problems).toEqual([]);
    expect(steps).toMatchObject([{ cache }]);
    expect(readSteps(...steps)).toMatchObject({ steps, problems: [] });
  });

  test.each([
    [5, ['INVALID_VALUE /steps/0/cache']],
    [{}, ['MISSING_FIELD /steps/0/cache/ttl']],
    [{ ttl: -1, key: 5 }, ['INVALID_VALUE /steps/0/cache/ttl', 'INVALID_VALUE /steps/0/cache/key']],
  ])('is not reused by %j', (cache, expected) => {
    expect(readSteps({ id: 'a', ...action, cache }).problems).toEqual(expected);
  });
});

describe('the kind of a step', () => {
  const samples: Readonly<Record<StepKind, object>> = {
    action,
    // oxlint-disable-next-line unicorn/no-thenable -- `then` is a field of the language
    choice: { choose: { branches: [{ when: 'true', then: [] }] } },
    map: { map: { over: 'x', steps: [{ id: 'b', ...action }] } },
    loop: { loop: { steps: [{ id: 'b', ...action }], while: 'x', maxIterations: 3 } },
    workflow: { workflow: { id: 'other' } },
    wait: { wait: { delay: 5 } },
    // oxlint-disable-next-line unicorn/no-thenable -- `then` is a field of the language
    deferredChoice: { wait: { firstOf: ['x', 'y'].map((id) => ({ id, delay: 5, then: [] })) } },
    approval: { approval: { prompt: 'ok?', approvers: { roles: ['admin'] } } },
    interleave: { interleave: { steps: [{ id: 'b', ...action }] } },
    end: { end: { outcome: 'failed' } },
  };

  test.each(stepKinds)('is told by its fields: %s', (kind) => {
    expect(readSteps({ id: 'a', ...samples[kind] })).toMatchObject({ problems: [], steps: [{ kind }] });
    expect(readSteps({ id: 'a', ...samples[kind], kind })).toMatchObject({ problems: [], steps: [{ kind }] });
  });

  test.each([
    [{ kind: 'map', end: { outcome: 'failed' } }, '`kind` must be `end`, as its other fields say; found "map".'],
    [{ kind: 'map', ...action }, '`kind` must be `action`, as its other fields say; found "map".'],
    [
      { kind: 'wait', ...samples.deferredChoice },
      '`kind` must be `deferredChoice`, as its other fields say; found "wait".',
    ],
    [{ end: { outcome: 'failed' }, agent: 'x' }, '`agent` and `end` make two kinds of step: keep one of them.'],
    [
      { end: { outcome: 'failed' }, wait: { delay: 5 }, kind: 'end' },
      '`wait` and `end` make two kinds of step: keep one of them.',
    ],
  ])('is one: %j', (fields, message) => {
    expect(readSteps({ id: 'a', ...fields }).messages).toEqual([message]);
  });

  test('is an action where nothing says another', () => {
    expect(readSteps({ id: 'a', kind: 'action' }).problems).toEqual([
      'MISSING_FIELD /steps/0/agent',
      'MISSING_FIELD /steps/0/action',
    ]);
  });

  test('is missed where nothing says it at all', () => {
    expect(readSteps({ id: 'a' }).messages).toEqual([
      'A step needs `agent` with `action`, or one of `choose`, `map`, `loop`, `workflow`, `wait`, `approval`, `interleave`, `end`.',
    ]);
    expect(readSteps({ id: 'a', mapp: {} }).messages).toEqual(['`mapp` is not a field of a step: did you mean `map`?']);
  });

  test.each(['choose', 'map', 'loop', 'workflow', 'wait', 'approval', 'interleave', 'end'])(
    'is held by an action where `%s` cannot be read',
    (field) => {
      expect(readSteps({ id: 'a', [field]: 5, kind: 'end', inputs: {} })).toMatchObject({
        problems: [`INVALID_VALUE /steps/0/${field}`],
        steps: [{ id: 'a', kind: 'action', agent: '', action: '', inputs: {} }],
      });
    },
  );

  test('says which fields the step has', () => {
    const foreign = { inputs: {}, transform: {}, cache: {}, retry: {}, compensate: {} };
    expect(readSteps({ id: 'a', wait: { delay: 5 }, ...foreign }).problems).toEqual([
      'UNKNOWN_FIELD /steps/0/inputs',
      'UNKNOWN_FIELD /steps/0/transform',
      'UNKNOWN_FIELD /steps/0/cache',
      'UNKNOWN_FIELD /steps/0/retry',
      'UNKNOWN_FIELD /steps/0/compensate',
    ]);
    expect(readSteps({ id: 'a', workflow: { id: 'w' }, inputs: {} }).messages).toEqual([
      '`inputs` belongs to action steps.',
    ]);
    expect(readSteps({ id: 'a', wait: { delay: 5 }, retry: {} }).messages).toEqual([
      '`retry` belongs to action and workflow steps.',
    ]);
  });
});
