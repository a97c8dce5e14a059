import { describe, expect, test } from 'vitest';
import { readSteps, readTasks } from './normalise-steps.fixture.js';

const action = { agent: 'LUCI', action: 'research_lead' };

describe('steps inside steps', () => {
  /** A step so many containers deep. */
  const nested = (levels: number): object =>
    Array.from({ length: levels }).reduce<object>(
      (inner, _, level) => ({ id: `m${level}`, map: { over: 'x', steps: [inner] } }),
      { id: 'a', ...action },
    );

  test('are in the normal form, their problems and places where they were written', () => {
    const { steps, problems, writtenPath } = readSteps(
      { id: 'a', ...action },
      {
        id: 'b',
        map: {
          over: 'x',
          steps: [
            { id: 'c', loop: { max_iterations: 2, while: 'x', steps: [{ id: 'd', ...action, depends_on: ['e'] }] } },
          ],
        },
      },
    );
    expect(problems).toEqual([]);
    expect(steps[1]).toMatchObject({
      map: { steps: [{ kind: 'loop', loop: { steps: [{ kind: 'action', id: 'd', dependsOn: { steps: ['e'] } }] } }] },
    });
    expect(writtenPath('/steps/1/map/steps/0/loop/steps/0/dependsOn/steps/0')).toBe(
      '/steps/1/map/steps/0/loop/steps/0/depends_on/0',
    );
    expect(writtenPath('/steps/1/map/steps/0/loop/maxIterations')).toBe('/steps/1/map/steps/0/loop/max_iterations');
    expect(readSteps(...steps)).toMatchObject({ steps, problems: [] });
  });

  test.each([
    [5, ['INVALID_VALUE', 'MISSING_FIELD /id', 'MISSING_FIELD /agent']],
    [{ id: 'c', ...action, timeout: 0 }, ['INVALID_VALUE /timeout']],
    [{ id: 'c', interleave: {} }, ['MISSING_FIELD /interleave/steps']],
    [{ id: 'c', ...action, dependOn: [] }, ['UNKNOWN_FIELD /dependOn']],
  ])('are refused like any other: %j', (inner, expected) => {
    expect(readSteps({ id: 'a', map: { over: 'x', steps: [inner] } }).problems).toEqual(
      expected.map((problem) => {
        const [code, path = ''] = problem.split(' ');
        return `${code} /steps/0/map/steps/0${path}`;
      }),
    );
  });

  test('go 8 deep and no further', () => {
    expect(readSteps(nested(8)).problems).toEqual([]);
    const { problems, messages } = readSteps(nested(9));
    expect(problems).toEqual([`TOO_LARGE /steps/0${'/map/steps/0'.repeat(8)}/map/steps`]);
    expect(messages).toEqual(['Steps stand inside other steps at most 8 deep.']);
  });

  test('count among the steps of the definition, and too many are refused once', () => {
    const many = Array.from({ length: 4_999 }, (_, index) => ({ id: `s${index}`, ...action }));
    const map = (id: string) => ({ id, map: { over: 'x', steps: many } });
    expect(readSteps(map('a'), map('b')).problems).toEqual([]);
    const { problems, messages } = readSteps(map('a'), map('b'), map('c'), map('d'));
    expect(problems).toEqual(['TOO_LARGE /steps/1/map/steps']);
    expect(messages).toEqual(['A definition has at most 10000 steps, those inside other steps counted.']);
  });
});

describe('tasks', () => {
  const rows = { name: 'rows', type: 'dataset', required: true } as const;

  test('may be of any kind, and so may those inside them', () => {
    const { steps, problems, writtenPath } = readTasks(
      [rows],
      { name: 'First', agent: 'x', type: 'y' },
      {
        name: 'Each Row',
        parallel: true,
        map: {
          over: 'trigger.rows',
          steps: [
            { name: 'Clean Row', agent: 'x', type: 'y', inputs: ['rows', 'first'] },
            { id: 'store', agent: 'x', type: 'y', depends_on: ['clean-row'] },
          ],
        },
      },
      { id: 'stop', end: { outcome: 'completed' }, depends_on: ['each-row'] },
    );
    expect(problems).toEqual([]);
    expect(steps).toMatchObject([
      { id: 'first', kind: 'action' },
      {
        id: 'each-row',
        map: {
          steps: [
            { id: 'clean-row', inputs: { rows: '{{trigger.rows}}', first: '{{steps.first.output}}' } },
            { id: 'store', action: 'y', inputs: { 'clean-row': "{{steps['clean-row'].output}}" } },
          ],
        },
      },
      { id: 'stop', kind: 'end' },
    ]);
    expect(writtenPath('/steps/1/map/steps/0/id')).toBe('/tasks/1/map/steps/0/name');
    expect(writtenPath('/steps/1/map/steps/0/inputs/first')).toBe('/tasks/1/map/steps/0/inputs/1');
  });

  test('name what their own list and the lists around it have', () => {
    const { problems, messages } = readTasks(
      [],
      { id: 'outer', map: { over: 'x', steps: [{ id: 'inner', agent: 'x', type: 'y', inputs: ['oter'] }] } },
      { id: 'last', agent: 'x', type: 'y', inputs: ['inner'] },
    );
    expect(problems).toEqual(['UNKNOWN_INPUT /tasks/0/map/steps/0/inputs/0', 'UNKNOWN_INPUT /tasks/1/inputs/0']);
    expect(messages[0]).toBe('`oter` is neither an input of the workflow nor a task: did you mean `outer`?');
  });

  test('are of one kind, in the spelling of tasks', () => {
    expect(readTasks([], { id: 'a', type: 'y', end: { outcome: 'failed' } }).messages).toEqual([
      '`type` and `end` make two kinds of step: keep one of them.',
    ]);
  });
});
