import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { AgentCatalogue } from '../catalogue/catalogue.js';
import type { JsonObject } from '../definition/json.js';
import { evaluateExpression } from '../expression/evaluate-expression.js';
import type { Expression } from '../expression/expression.js';
import { parseExpression } from '../expression/parse-expression.js';
import { checkDefinition, checkSource } from './check-definition.js';
import { action } from './examples.fixture.js';

const research = z.object({
  leadId: z.string(),
  confidence: z.number(),
  grade: z.enum(['A', 'B']).nullable(),
  isOwner: z.boolean(),
  tries: z.int(),
  nothing: z.null(),
  facts: z.object({ dnc: z.boolean(), lineType: z.string().optional() }).optional(),
  phones: z.array(z.object({ number: z.string() })),
  pair: z.tuple([z.string(), z.object({ street: z.string() })]),
  scores: z.record(z.string(), z.object({ mean: z.number() })),
  raw: z.looseObject({ source: z.string() }),
  anything: z.unknown(),
  contact: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('phone'), number: z.string() }),
    z.object({ kind: z.literal('mail'), address: z.string() }),
  ]),
  textOrList: z.union([z.string(), z.array(z.string())]),
});

const withOutput = (name: string, output: z.ZodType) => ({
  ...action(name, 'write', {}),
  input: {},
  output: z.toJSONSchema(output) as JsonObject,
});
const catalogue: AgentCatalogue = {
  agents: [
    {
      name: 'LUCI',
      actions: [
        withOutput('research_lead', research),
        withOutput('look_up', z.object({ leadId: z.string(), source: z.string() })),
        withOutput('guess', z.object({ odds: z.number() })),
        withOutput('ask', z.unknown()),
        withOutput('name', z.string()),
      ],
    },
  ],
  transformers: [{ source: 'a', target: 'b' }],
};

const step = (id: string, fields: object = {}) => ({ id, agent: 'luci', action: 'research-lead', ...fields });
const workflow = (...steps: object[]) => ({ id: 'w', steps });
const check = (value: object) => checkDefinition({ value }, catalogue);
/** `path: message` of every warning. */
const warned = (value: object): string[] => {
  const { problems, warnings } = check(value);
  expect(problems).toEqual([]);
  return warnings.map(({ path, message }) => `${path}: ${message}`);
};
/** The messages for one expression in a condition. */
const told = (expression: string, fields: object = {}): string[] => {
  const value = { ...workflow(step('research'), step('next', { condition: expression })), ...fields };
  return warned(value).map((line) => line.replace('/steps/1/condition: ', ''));
};

describe('a member that the output of a step does not have', () => {
  test('is told with the nearest name, at the field that reads it', () => {
    const inputs = { lead: { sure: 'at {{steps.research.output.confidance}}' } };
    expect(check(workflow(step('research'), step('next', { inputs })))).toMatchObject({
      problems: [],
      warnings: [
        {
          code: 'UNKNOWN_MEMBER',
          path: '/steps/1/inputs/lead/sure',
          message: 'The output of `research` has no `confidance`: did you mean `confidence`?',
          hint: 'confidence',
        },
      ],
    });
  });

  const taking = (fields: object, ...targets: string[]) =>
    // oxlint-disable-next-line unicorn/no-thenable -- `then` is a field of the language
    ({ ...fields, then: targets });
  test.each<[object, string]>([
    [{ onlyWhile: 'steps.research.output.zzz' }, '/steps/1/onlyWhile'],
    [
      { dependsOn: { steps: ['research'], join: { when: 'steps.research.output.zzz' } } },
      '/steps/1/dependsOn/join/when',
    ],
    [{ mutex: { key: '{{steps.research.output.zzz}}' } }, '/steps/1/mutex/key'],
    [
      { choose: { branches: [taking({ when: 'steps.research.output.zzz' }, 'next')] } },
      '/steps/1/choose/branches/0/when',
    ],
    [{ end: { outcome: 'completed', output: '{{steps.research.output.zzz}}' } }, '/steps/1/end/output'],
    [{ wait: { signal: 'x', key: '{{steps.research.output.zzz}}' } }, '/steps/1/wait/key'],
    [{ wait: { signal: 'x', match: 'signal.y == steps.research.output.zzz' } }, '/steps/1/wait/match'],
    [{ wait: { delay: '{{steps.research.output.zzz}}' } }, '/steps/1/wait/delay'],
    [
      {
        wait: {
          firstOf: [
            taking({ id: 'x', signal: 'y' }),
            taking({ id: 'y', until: '{{steps.research.output.zzz}}' }, 'next'),
          ],
        },
      },
      '/steps/1/wait/firstOf/1/until',
    ],
    [
      { approval: { prompt: '{{steps.research.output.zzz}}', approvers: { users: ['ann'] } } },
      '/steps/1/approval/prompt',
    ],
    [{ workflow: { id: 'other', inputs: { x: '{{steps.research.output.zzz}}' } } }, '/steps/1/workflow/inputs/x'],
  ])('is told wherever it is read: %j', (kind, path) => {
    const { agent, action: verb, inputs } = step('next') as unknown as Record<string, unknown>;
    const isAction = !['choose', 'end', 'wait', 'approval', 'workflow'].some((field) => field in kind);
    const read = { id: 'reads', ...(isAction && { agent, action: verb, inputs }), ...kind };
    expect(warned(workflow(step('research'), read, step('next')))).toEqual([
      `${path}: The output of \`research\` has no \`zzz\`.`,
    ]);
  });

  test('does not keep the definition from being published', () => {
    const value = workflow(step('research'), step('next', { condition: 'steps.research.output.confidance > 0.7' }));
    expect(check(value).definition).toBeDefined();
  });

  test.each([
    ['output.zzz', 'The output of `research` has no `zzz`.'],
    ["output['lead-id']", 'The output of `research` has no `lead-id`: did you mean `leadId`?'],
    ['output?.leadID.x', 'The output of `research` has no `leadID`: did you mean `leadId`?'],
    ['output[0]', 'The output of `research` has no `0`.'],
    ['output.length', 'The output of `research` has no `length`.'],
    ["output.includes('x')", 'The output of `research` has no `includes`.'],
    ['output.facts.dcn', '`facts` in the output of `research` has no `dcn`: did you mean `dnc`?'],
    ['output.phones[0].nubmer', '`phones/0` in the output of `research` has no `nubmer`: did you mean `number`?'],
    ["output.phones['0'].x", '`phones/0` in the output of `research` has no `x`; there is `number`.'],
    ['output.phones.number', '`phones` in the output of `research` is a list and has no `number`.'],
    [
      'output.phones.lenght',
      '`phones` in the output of `research` is a list and has no `lenght`: did you mean `length`?',
    ],
    ["output.phones.trim('x')", '`phones` in the output of `research` is a list and has no `trim`.'],
    ['output.phones.slice', '`phones` in the output of `research` is a list and has no `slice`.'],
    ['output.phones.length.x', '`phones/length` in the output of `research` is a whole number and has no `x`.'],
    ['output.pair[1].stret', '`pair/1` in the output of `research` has no `stret`: did you mean `street`?'],
    ['output.scores.price.meen', '`scores/price` in the output of `research` has no `meen`: did you mean `mean`?'],
    ['output.leadId.x', '`leadId` in the output of `research` is text and has no `x`.'],
    ['output.leadId[0].x', '`leadId/0` in the output of `research` is text and has no `x`.'],
    ["output.leadId.join(',')", '`leadId` in the output of `research` is text and has no `join`.'],
    ['output.confidence.value', '`confidence` in the output of `research` is a number and has no `value`.'],
    ['output.confidence.trim()', '`confidence` in the output of `research` is a number and has no `trim`.'],
    ['output.tries.x', '`tries` in the output of `research` is a whole number and has no `x`.'],
    ['output.isOwner.x', '`isOwner` in the output of `research` is true or false and has no `x`.'],
    ['output.nothing.x', '`nothing` in the output of `research` is null and has no `x`.'],
    ['output.grade.x', '`grade` in the output of `research` is text or null and has no `x`.'],
    ['output.contact.adress', '`contact` in the output of `research` has no `adress`: did you mean `address`?'],
    ['output.textOrList.x', '`textOrList` in the output of `research` is text or a list and has no `x`.'],
  ])('is told: %s', (read, message) => {
    expect(told(`steps.research.${read}`)).toEqual([message]);
  });

  test.each([
    'output',
    'status',
    'error.code',
    'output.confidence > 0.7',
    'output.facts?.lineType',
    'output.phones.length',
    'output.phones[0].number.length',
    'output.phones[trigger.index].zzz',
    'output.phones[-1].zzz',
    'output.phones[0.5].zzz',
    'output[trigger.name].zzz',
    'output.pair[5].zzz',
    'output.scores.zzz.mean',
    'output.raw.zzz.zzz',
    'output.raw.source.length',
    'output.anything.zzz',
    'output.contact.number',
    'output.contact.address',
    'output.leadId[0]',
    'output.textOrList[0].length',
    "output.textOrList.join(',').zzz",
    "output.textOrList.split(',').zzz",
    ...["includes('a')", "startsWith('a')", "endsWith('a')", "indexOf('a')", 'slice(1)', 'trim()'].map(
      (call) => `output.leadId.${call}`,
    ),
    ...['toLowerCase()', 'toUpperCase()', "split(',')"].map((call) => `output.leadId.${call}`),
    ...['includes(1)', 'indexOf(1)', 'slice(1)', "join(',')"].map((call) => `output.phones.${call}`),
  ])('is not: %s', (read) => {
    expect(told(`steps.research.${read}`)).toEqual([]);
  });

  test.each([
    '!steps.research.output.zzz',
    "steps.research.output.zzz ?? 'x'",
    'trigger.a && steps.research.output.zzz',
    "'a' == steps.research.output.zzz",
    '1 < steps.research.output.zzz',
    '1 + steps.research.output.zzz',
    '[1, steps.research.output.zzz]',
    'steps.research.output.zzz ? 1 : 2',
    'trigger.a ? steps.research.output.zzz : 1',
    'trigger.a ? 1 : steps.research.output.zzz',
    'trigger[steps.research.output.zzz]',
    'trigger.a.includes(steps.research.output.zzz)',
    'steps.research.output.zzz.includes(1)',
    '(steps.research.output.zzz || trigger.a).x',
  ])('is told wherever it stands: %s', (expression) => {
    expect(told(expression)).toEqual(['The output of `research` has no `zzz`.']);
  });

  test('is told once for each field', () => {
    const twice = '{{steps.research.output.zzz}} {{steps.research.output.zzz + steps.research.output.zzz}}';
    const inputs = { a: twice, b: twice };
    expect(warned(workflow(step('research'), step('next', { inputs })))).toEqual([
      '/steps/1/inputs/a: The output of `research` has no `zzz`.',
      '/steps/1/inputs/b: The output of `research` has no `zzz`.',
    ]);
  });

  test('is told in every place that reads steps, by its path in the document as written', () => {
    const text = `
id: w
steps:
  - id: research
    agent: luci
    action: research_lead
    compensate: { agent: luci, action: guess, inputs: { of: '{{steps.research.output.zzz}}' } }
  - id: next
    agent: luci
    action: guess
    condition: '{{ steps.research.output.zzz }}'
    inputs: { list: ['x', '{{steps.research.output.zzz}}'] }
outputs:
  lead: research.output.zzz
error_handler:
  notify: [{ agent: luci, action: guess, inputs: { of: '{{steps.research.output.zzz}}' } }]
`;
    const { problems, warnings } = checkSource(text, { format: 'yaml' }, catalogue);
    expect(problems).toEqual([]);
    expect(warnings.map(({ path, line, column }) => `${line}:${column} ${path}`)).toEqual([
      '7:61 /steps/0/compensate/inputs/of',
      '11:16 /steps/1/condition',
      '12:27 /steps/1/inputs/list/1',
      '14:9 /outputs/lead',
      '16:56 /error_handler/notify/0/inputs/of',
    ]);
  });

  test('is told of an output that is no object', () => {
    const value = workflow(step('name', { action: 'name' }), step('next', { condition: 'steps.name.output.first' }));
    expect(warned(value)).toEqual(['/steps/1/condition: The output of `name` is text and has no `first`.']);
  });

  test('is judged by the action, whatever reshapes the inputs of the steps', () => {
    const transform = { source: 'a', target: 'b' };
    const next = step('next', { transform, inputs: { a: '{{steps.research.output.zzz}}' } });
    expect(warned(workflow(step('research', { transform }), next))).toEqual([
      '/steps/1/inputs/a: The output of `research` has no `zzz`.',
    ]);
  });

  test('cannot be told where the output may be anything, or is not known', () => {
    const reads = (fields: object) =>
      workflow(step('research', fields), step('next', { condition: 'steps.research.output.zzz' }));
    expect(warned(reads({ action: 'ask' }))).toEqual([]);
    for (const fields of [{ action: 'dance' }, { agent: 'nobody' }]) {
      expect(check(reads(fields)).warnings).toEqual([]);
    }
    expect(check(workflow(step('next', { condition: 'steps.research.output.zzz' }))).warnings).toEqual([]);
  });

  test('has a hint for the first hundred only', () => {
    const condition = 'steps.s0.output.confidance';
    const steps = Array.from({ length: 151 }, (_, index) => step(`s${index}`, index === 0 ? {} : { condition }));
    const { warnings } = check(workflow(...steps));
    expect(warnings).toHaveLength(150);
    expect(warnings.filter(({ hint }) => hint !== undefined)).toHaveLength(100);
  });
});

describe('a step with a fallback', () => {
  const served = (reads: string, ...others: object[]) =>
    workflow(
      step('a', { onError: { fallback: 'b' } }),
      ...others,
      step('next', { condition: `steps.a.output.${reads}` }),
    );
  const lookUp = { action: 'look_up' };

  test('has what its own output or that of the fallback has', () => {
    expect(warned(served('confidence', step('b', lookUp)))).toEqual([]);
    expect(warned(served('source', step('b', lookUp)))).toEqual([]);
    expect(warned(served('sorce', step('b', lookUp)))).toEqual([
      '/steps/2/condition: The output of `a` has no `sorce`: did you mean `source`?',
    ]);
  });

  test('has what any of a row of fallbacks has', () => {
    const row = [step('c', { action: 'guess' }), step('b', { ...lookUp, onError: { fallback: 'c' } })];
    expect(warned(served('odds', ...row))).toEqual([]);
    expect(warned(served('source', ...row))).toEqual([]);
    expect(warned(served('zzz', ...row))).toEqual(['/steps/3/condition: The output of `a` has no `zzz`.']);
    expect(warned(workflow(...row, step('next', { condition: 'steps.c.output.source' })))).toHaveLength(1);
  });

  test('may show anything when its fallback may, or when its fallback was refused', () => {
    expect(warned(served('zzz', step('b', { action: 'ask' })))).toEqual([]);
    expect(check(served('zzz')).warnings).toEqual([]);
    expect(check(served('zzz', step('b', { onError: { fallback: 'a' } }))).warnings).toEqual([]);
  });

  test('in a row of thousands is followed without harm', () => {
    const size = 10_000;
    const steps = Array.from({ length: size }, (_, index) =>
      step(`s${index}`, index + 1 < size ? { onError: { fallback: `s${index + 1}` } } : {}),
    );
    const outputs = { first: 's0.output.zzz', fifth: 's5.output.zzz', last: `s${size - 1}.output.zzz` };
    expect(warned({ ...workflow(...steps), outputs })).toHaveLength(3);
  });
});

describe('a read of the trigger', () => {
  const inputs = [
    { name: 'leadId', type: 'string', required: true },
    { name: 'count', type: 'integer' },
    { name: 'odds', type: 'number' },
    { name: 'isNew', type: 'boolean' },
    { name: 'at', type: 'date-time' },
    { name: 'phone', type: 'phone' },
    { name: 'mail', type: 'email' },
    { name: 'more', type: 'object' },
    { name: 'list', type: 'array' },
    { name: 'rows', type: 'dataset' },
    { name: 'any', type: 'any' },
  ];

  test('of what is not among the declared inputs is told with the nearest of them', () => {
    const value = { ...workflow(step('a', { inputs: { x: '{{trigger.leadID}}' } })), inputs };
    expect(check(value)).toMatchObject({
      problems: [],
      warnings: [
        {
          code: 'UNDECLARED_INPUT',
          path: '/steps/0/inputs/x',
          message: 'The workflow declares no input `leadID`: did you mean `leadId`?',
          hint: 'leadId',
        },
      ],
    });
  });

  test.each([
    ['trigger.zzz.length', 'The workflow declares no input `zzz`.'],
    ["trigger['lead-id']", 'The workflow declares no input `lead-id`: did you mean `leadId`?'],
    ['trigger.toString', 'The workflow declares no input `toString`.'],
    ['trigger.leadId.x', '`leadId` in the trigger is text and has no `x`.'],
    ['trigger.at.year', '`at` in the trigger is text and has no `year`.'],
    ['trigger.phone.number', '`phone` in the trigger is text and has no `number`.'],
    ['trigger.mail.domain', '`mail` in the trigger is text and has no `domain`.'],
    ['trigger.count.x', '`count` in the trigger is a whole number and has no `x`.'],
    ['trigger.odds.x', '`odds` in the trigger is a number and has no `x`.'],
    ['trigger.isNew.x', '`isNew` in the trigger is true or false and has no `x`.'],
  ])('is told: %s', (expression, message) => {
    expect(told(expression, { inputs })).toEqual([message]);
  });

  test.each([
    'trigger',
    'trigger.leadId.length',
    'trigger.leadId[0]',
    "trigger.mail.split('@')",
    'trigger.more.x.y',
    'trigger.list[0].x',
    'trigger.list.x',
    'trigger.rows[0].x',
    'trigger.any.x',
    'trigger[team].x',
  ])('is not: %s', (expression) => {
    expect(told(expression, { inputs })).toEqual([]);
  });

  test('tells a member of a declared input under the code of members', () => {
    const value = { ...workflow(step('a', { condition: 'trigger.mail.domain' })), inputs };
    expect(check(value).warnings).toMatchObject([{ code: 'UNKNOWN_MEMBER' }]);
  });

  test('is told in outputs as well', () => {
    expect(warned({ ...workflow(step('a')), inputs, outputs: { lead: '{{trigger.leadID}}' } })).toEqual([
      '/outputs/lead: The workflow declares no input `leadID`: did you mean `leadId`?',
    ]);
  });

  test('is not judged where no inputs are declared, or a declaration was refused', () => {
    expect(told('trigger.zzz')).toEqual([]);
    expect(told('trigger.zzz', { inputs: [] })).toEqual([]);
    const value = {
      ...workflow(step('a', { condition: 'trigger.leadId' })),
      inputs: [{ nam: 'leadId', type: 'string' }],
    };
    expect(check(value).warnings).toEqual([]);
  });

  test('takes what a webhook is mapped to as declared, and an event as it is for anything', () => {
    const mapped = { webhook: 'own', map: { text: '{{event.text}}', count: '{{event.count}}' } };
    expect(told('trigger.text.x', { inputs, triggers: [mapped] })).toEqual([]);
    expect(told('trigger.zzz', { inputs, triggers: [mapped] })).toHaveLength(1);
    expect(told('trigger.count.x', { inputs, triggers: [mapped] })).toHaveLength(1);
    expect(told('trigger.body.x', { inputs, triggers: [mapped, { webhook: 'own' }] })).toEqual([]);
    expect(told('trigger.leadId.x', { inputs, triggers: [{ webhook: 'own' }] })).toHaveLength(1);
  });
});

describe('what the engine gives', () => {
  const target = { id: 'next', wait: { delay: 1 } };
  // oxlint-disable-next-line unicorn/no-thenable -- `then` is a field of the language
  const arm = (id: string, ...targets: string[]) => ({ id, signal: id, then: targets });
  const kinds: Record<string, object> = {
    ask: { approval: { prompt: 'Go?', approvers: { users: ['ann'] } } },
    answer: { wait: { firstOf: [arm('replied', 'next'), arm('silent')] } },
    pause: { wait: { delay: 1 } },
    heard: { wait: { signal: 's' } },
    each: { map: { over: 'trigger.x', steps: [step('inner')] } },
  };
  const toldOf = (id: string, expression: string) =>
    warned({
      id: 'w',
      steps: [{ id, ...kinds[id] }, target],
      outputs: { it: `{{${expression}}}` },
    }).map((line) => line.replace('/outputs/it: ', ''));

  test.each([
    [
      'ask',
      "steps.ask.output.decision == 'approved'",
      '`decision` in the output of `ask` is never `approved`: did you mean `approve`?',
    ],
    [
      'ask',
      "'yes' === steps.ask.output.decision",
      '`decision` in the output of `ask` is never `yes`; it can be `approve`, `reject`.',
    ],
    ['ask', 'steps.ask.output.answer', 'The output of `ask` has no `answer`; there is `decision`, `by`, `form`.'],
    [
      'ask',
      "steps.ask.status != 'complete'",
      '`status` in the step `ask` is never `complete`: did you mean `completed`?',
    ],
    ['ask', 'steps.ask.outputs', 'The step `ask` has no `outputs`: did you mean `output`?'],
    ['ask', 'steps.ask.error.reason', '`error` in the step `ask` has no `reason`; there is `code`, `message`.'],
    ['answer', "steps.answer.output.choosen == 'x'", 'The output of `answer` has no `choosen`: did you mean `chosen`?'],
    [
      'answer',
      "steps.answer.output.chosen == 'reply'",
      '`chosen` in the output of `answer` is never `reply`; it can be `replied`, `silent`.',
    ],
    ['pause', 'steps.pause.output.at', 'The output of `pause` is null and has no `at`.'],
    ['each', 'steps.each.output.first', 'The output of `each` is a list and has no `first`.'],
  ])('is told of where it is read in vain: %s, %s', (id, expression, message) => {
    expect(toldOf(id, expression)).toEqual([message]);
  });

  test.each([
    ['ask', "steps.ask.output.decision == 'reject' && steps.ask.output.form.note == 'x'"],
    ['ask', "steps.ask.output.decision == trigger.x || steps.ask.output.by[0] == 'ann'"],
    ['ask', "steps.ask.status == 'waiting' || steps.ask.error.code == 'TIMEOUT'"],
    ['ask', 'steps.ask.output.decision == null || steps.ask.attempts == 1 || steps.ask == 1'],
    ['answer', "steps.answer.output.chosen == 'silent' || steps.answer.output.payload.x == 'y'"],
    ['heard', "steps.heard.output.x == 'y'"],
    ['each', 'steps.each.output.length + steps.each.output[0].x'],
  ])('is not where it may be so: %s, %s', (id, expression) => {
    expect(toldOf(id, expression)).toEqual([]);
  });

  test('is told of in a map, a loop and the error handler', () => {
    const inside = [step('inner')];
    const value = {
      ...workflow(
        {
          id: 'each',
          map: { over: 'trigger.x', completeWhen: 'map.okay > 1 || map.outputs.length > 2', steps: inside },
        },
        { id: 'again', loop: { maxIterations: 2, until: 'loop.idx > 1 || loop.previous.x', steps: [step('other')] } },
      ),
      errorHandler: {
        notify: [{ agent: 'LUCI', action: 'ask', inputs: { why: "{{run.status == 'broken' ? 1 : run.error.cod}}" } }],
      },
    };
    expect(warned(value)).toEqual([
      '/steps/0/map/completeWhen: The `map` has no `okay`; there is `ok`, `failed`, `active`, `total`, `outputs`.',
      '/steps/1/loop/until: The `loop` has no `idx`; there is `index`, `previous`.',
      '/errorHandler/notify/0/inputs/why: `error` in the `run` has no `cod`: did you mean `code`?',
      '/errorHandler/notify/0/inputs/why: `status` in the `run` is never `broken`; it can be `pending`, `running`, `waiting`, `paused`, `failing`, `compensating`, `completed`, `failed`, `cancelled`, `compensated`.',
    ]);
  });
});

describe('a word that an output never is', () => {
  test('is told where the schema lists its words, once for each field', () => {
    expect(told("steps.research.output.grade == 'C' || 'C' != steps.research.output.grade")).toEqual([
      '`grade` in the output of `research` is never `C`; it can be `A`, `B`.',
    ]);
  });

  test.each([
    "leadId == 'x'",
    "grade == 'A'",
    'grade == 1',
    "nothing == 'x'",
    "textOrList == 'x'",
    "confidence == '1'",
    "contact.kind == 'phone'",
  ])('is not where it may be so: %s', (compared) => {
    expect(told(`steps.research.output.${compared}`)).toEqual([]);
  });
});

test('whatever is told of is never there, in any output that the action may give', () => {
  const text = fc.constantFrom('', 'a', 'number');
  const output = fc.record({
    leadId: text,
    confidence: fc.double({ noNaN: true, noDefaultInfinity: true }),
    grade: fc.constantFrom('A', 'B', null),
    isOwner: fc.boolean(),
    tries: fc.integer(),
    nothing: fc.constant(null),
    facts: fc.option(fc.record({ dnc: fc.boolean(), lineType: text, zzz: text }, { requiredKeys: ['dnc'] }), {
      nil: undefined,
    }),
    phones: fc.array(fc.record({ number: text, zzz: text }), { maxLength: 2 }),
    pair: fc.tuple(text, fc.record({ street: text })),
    scores: fc.dictionary(fc.constantFrom('mean', 'zzz'), fc.record({ mean: fc.integer() })),
    raw: fc.record({ source: text, zzz: fc.jsonValue() }),
    anything: fc.jsonValue(),
    contact: fc.oneof(
      fc.record({ kind: fc.constant('phone'), number: text }),
      fc.record({ kind: fc.constant('mail'), address: text }),
    ),
    textOrList: fc.oneof(text, fc.array(text, { maxLength: 2 })),
    zzz: fc.jsonValue(),
  });
  const names = [
    ...Object.keys(research.shape),
    ...'dnc lineType number street mean source kind address zzz length'.split(' '),
  ];
  const read = fc.array(
    fc.oneof(
      fc.constantFrom(...names.map((name) => `.${name}`)),
      fc.constantFrom('[0]', '[1]', "['0']", ".includes('a')", '.slice(0)', ".split('')", ".join('')", '.trim()'),
    ),
    { minLength: 1, maxLength: 4 },
  );
  let count = 0;
  fc.assert(
    fc.property(output, read, (given, parts) => {
      const expression = `steps.research.output${parts.join('')}`;
      if (told(expression).length === 0) return;
      count += 1;
      const parsed = parseExpression(expression, { roots: ['steps'] }) as { readonly expression: Expression };
      const context = { steps: { research: { status: 'completed', output: research.parse(given) } } };
      expect(evaluateExpression(parsed.expression, context)).toBeUndefined();
    }),
    { numRuns: 2_000 },
  );
  expect(count).toBeGreaterThan(500);
});
