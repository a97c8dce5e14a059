import { expect, it } from 'vitest';
import { checkDefinition } from './check-definition.js';
import { catalogue } from './examples.fixture.js';

const step = (id: string) => ({ id, agent: 'SABRINA', action: 'schedule_followup', inputs: { conversation: 'c' } });
const warned = (loop: object) => {
  const inner = { maxIterations: 3, steps: [step('a'), step('b')], ...loop };
  const value = { id: 'w', steps: [step('x'), { id: 'again', loop: inner }] };
  const { problems, warnings } = checkDefinition({ value }, catalogue);
  expect(problems).toEqual([]);
  return warnings.filter(({ code }) => code === 'LATER_READ');
};

it.each([
  ['steps.a.output.confidence < 0.95', 'steps.a.output.confidence', 'never begins'],
  ["steps.b.output['is-open']", "steps.b.output['is-open']", 'never begins'],
  ['loop.index < 2 && steps.a.output.more', 'steps.a.output.more', 'never begins'],
  ['(steps.a.output.n ?? 0) > 3', 'steps.a.output.n', 'never begins'],
  ['loop.previous.more', 'loop.previous', 'never begins'],
  ["steps.a.status == 'completed' && steps.a.output.more", 'steps.a.output.more', 'never begins'],
  ['steps.a.output.n < steps.x.output.n', 'steps.a.output.n', 'may never begin'],
  ['steps.a.output.n < trigger.n', 'steps.a.output.n', 'may never begin'],
])('a loop while %s is warned of', (text, read, what) => {
  expect(warned({ while: text })).toEqual([
    {
      code: 'LATER_READ',
      path: '/steps/1/loop/while',
      message:
        `Before the first iteration \`${read}\` is undefined, so \`again\` ${what}: ` +
        'ask after each iteration by `until`, or let the first one begin by `loop.index == 0 || …`.',
      hint: `loop.index == 0 || (${text})`,
    },
  ]);
});

it.each([
  'loop.index == 0 || steps.a.output.confidence < 0.95',
  'loop.index == 0 || steps.a.output.n < trigger.n',
  'loop.index < trigger.n || steps.a.output.n > 2',
  '(steps.a.output.n ?? 0) < 3',
  '(loop.previous.n ?? 0) < trigger.n',
  '!steps.a.output.done',
  '!steps.a.output.done && trigger.go',
  'steps.a.output.done != true',
  'steps.a.output.state != trigger.state',
  'steps.a.output == null || steps.a.output.more',
  'steps.x.output.n < 3',
  "steps.a.status == 'failed'",
  'loop.index > 5',
  'trigger.go',
])('a loop while %s is not', (text) => {
  expect(warned({ while: text })).toEqual([]);
});

it('a loop until something is there is not', () => {
  expect(warned({ until: 'steps.a.output.confidence > 0.95' })).toEqual([]);
});

it('a loop whose first question cannot be answered is not: it fails, and says so', () => {
  expect(warned({ while: '[1] < 2 || steps.a.output.more' })).toEqual([]);
});
