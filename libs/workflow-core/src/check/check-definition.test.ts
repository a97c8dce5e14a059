import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AgentCatalogue } from '../catalogue/catalogue.js';
import { defineWorkflow } from '../definition/define-workflow.js';
import { describePlan } from '../plan/describe-plan.js';
import { planDefinition } from '../plan/plan-definition.js';
import { type CheckedDefinition, checkDefinition, checkSource } from './check-definition.js';
import { action, campaign, catalogue, pipeline } from './examples.fixture.js';
import { problemCodes } from './problem.js';

const check = (value: unknown, teamId?: string): CheckedDefinition =>
  checkDefinition({ value }, catalogue, teamId === undefined ? undefined : { teamId });

/** `CODE path: message` of every problem. */
const refused = (value: unknown): string[] =>
  check(value).problems.map(({ code, path, message }) => `${code} ${path}: ${message}`);
const warned = (value: unknown, known: AgentCatalogue = catalogue): string[] => {
  const { problems, warnings } = checkDefinition({ value }, known);
  expect(problems).toEqual([]);
  return warnings.map(({ code, path }) => `${code} ${path}`);
};

const step = (id: string, fields: object = {}) => ({
  id,
  agent: 'SABRINA',
  action: 'schedule_followup',
  inputs: { conversation: 'x' },
  ...fields,
});
const workflow = (...steps: object[]) => ({ id: 'w', steps });
const withStep = (fields: object) => workflow(step('a', fields));
const withFields = (fields: object) => ({ ...workflow(step('a')), ...fields });

describe('the examples', () => {
  test('the campaign passes as it stands', () => {
    const { definition, problems, warnings } = check(campaign, 'team_123');
    expect({ problems, warnings }).toEqual({ problems: [], warnings: [] });
    const { levels } = describePlan(planDefinition(definition as NonNullable<typeof definition>));
    expect(levels).toEqual([['research'], ['outreach'], ['followup']]);
    expect(check(defineWorkflow(campaign), 'team_123').definition).toEqual(definition);
  });

  test('the pipeline passes as it stands, with the canonical names of its agents', () => {
    const { definition, problems, warnings } = checkSource(pipeline, { format: 'yaml' }, catalogue);
    expect({ problems, warnings }).toEqual({ problems: [], warnings: [] });
    expect(definition).toMatchObject({
      id: 'data-processing-pipeline',
      steps: [
        {
          id: 'validate',
          agent: 'DATA_QUALITY_AGENT',
          action: 'validation',
          inputs: { source_data: '{{trigger.source_data}}' },
        },
        { id: 'transform', agent: 'ETL_AGENT', inputs: { validate: '{{steps.validate.output}}' } },
        { id: 'analyze', agent: 'ANALYTICS_AGENT', inputs: { transform: '{{steps.transform.output}}' } },
      ],
      outputs: [{ name: 'analysis_report', from: '{{steps.analyze.output}}' }],
    });
    const { levels } = describePlan(planDefinition(definition as NonNullable<typeof definition>));
    expect(levels).toEqual([['validate'], ['transform'], ['analyze']]);
  });
});

describe('agents, actions and inputs', () => {
  test('are found without regard to case, dashes and underscores, and take their canonical names', () => {
    const { definition } = check(
      withFields({
        steps: [
          step('a', {
            agent: 'sabrina',
            action: 'Schedule-Followup',
            compensate: { agent: 'Sabrina', action: 'CANCEL_FOLLOWUP' },
          }),
        ],
        errorHandler: { notify: [{ agent: 'sabrina', action: 'cancelFollowup' }] },
      }),
    );
    expect(definition).toMatchObject({
      steps: [
        { agent: 'SABRINA', action: 'schedule_followup', compensate: { agent: 'SABRINA', action: 'cancel_followup' } },
      ],
      errorHandler: { notify: [{ agent: 'SABRINA', action: 'cancel_followup' }] },
    });
  });

  test.each<[object, string[]]>([
    [{ agent: 'SABRINE' }, ['UNKNOWN_AGENT /steps/0/agent: There is no agent `SABRINE`: did you mean `SABRINA`?']],
    [{ agent: 'nobody_we_know' }, ['UNKNOWN_AGENT /steps/0/agent: There is no agent `nobody_we_know`.']],
    [
      { action: 'shedule_followup' },
      ['UNKNOWN_ACTION /steps/0/action: `SABRINA` has no action `shedule_followup`: did you mean `schedule_followup`?'],
    ],
    [
      { action: 'dance' },
      [
        'UNKNOWN_ACTION /steps/0/action: `SABRINA` has no action `dance`; it has `schedule_followup`, `cancel_followup`.',
      ],
    ],
    [{ action: '' }, ['INVALID_VALUE /steps/0/action: `action` must be text of 1 to 100 characters; found "".']],
    [
      { inputs: {} },
      ['INVALID_INPUT /steps/0/inputs/conversation: The input `conversation` of SABRINA schedule_followup is missing.'],
    ],
    [
      { inputs: { conversation: 1, days: 0 } },
      ['INVALID_INPUT /steps/0/inputs/days: The input `days` of SABRINA schedule_followup must be at least 1.'],
    ],
    [
      { inputs: { conversation: 1, day: 1 } },
      [
        'UNKNOWN_INPUT /steps/0/inputs/day: The input `day` of SABRINA schedule_followup is not one that the action takes: did you mean `days`?',
      ],
    ],
    [
      { compensate: { agent: 'SABRINA', action: 'cancel_followup', inputs: { followupId: 5 } } },
      [
        'INVALID_INPUT /steps/0/compensate/inputs/followupId: The input `followupId` of SABRINA cancel_followup must be text.',
      ],
    ],
    [{ compensate: { agent: 'x', action: 'y' } }, ['UNKNOWN_AGENT /steps/0/compensate/agent: There is no agent `x`.']],
    [
      { transform: { source: 'csv', target: 'row' } },
      [
        'UNKNOWN_TRANSFORM /steps/0/transform: There is no transformer from csv to row: did you mean `from csv to rows`?',
      ],
    ],
    [{ inputs: 5 }, ['INVALID_VALUE /steps/0/inputs: `inputs` must be an object; found 5.']],
    [
      { transform: {} },
      [
        'MISSING_FIELD /steps/0/transform/source: `transform` needs `source`.',
        'MISSING_FIELD /steps/0/transform/target: `transform` needs `target`.',
      ],
    ],
  ])('are refused: %j', (fields, expected) => {
    expect(refused(withStep(fields))).toEqual(expected);
  });

  test('inputs that a template brings count as given, and reshaped inputs are left to the run', () => {
    expect(refused(withStep({ inputs: { conversation: '{{trigger.x}}', days: '{{trigger.days}}' } }))).toEqual([]);
    expect(refused(withStep({ inputs: { rows: 1 }, transform: { source: 'csv', target: 'rows' } }))).toEqual([]);
    expect(refused(withStep({ inputs: { conversation: 1, days: 'in {{trigger.days}}' } }))[0]).toMatch(
      /must be a whole number/,
    );
  });

  test('inputs as a whole may be what is wrong', () => {
    const known = {
      agents: [
        {
          name: 'X',
          actions: [{ ...action('y', 'read', {}), input: { anyOf: [{ required: ['a'] }, { required: ['b'] }] } }],
        },
      ],
      transformers: [],
    };
    const { problems } = checkDefinition({ value: workflow({ id: 'a', agent: 'x', action: 'y' }) }, known);
    expect(problems).toMatchObject([
      {
        code: 'INVALID_INPUT',
        path: '/steps/0/inputs',
        message: 'The inputs of X y must have one of the shapes that the action takes.',
      },
    ]);
  });

  test('an agent with many actions is not listed whole', () => {
    const actions = Array.from({ length: 11 }, (_, index) => action(`many_${index}`, 'read', {}));
    const { problems } = checkDefinition(
      { value: workflow({ id: 'a', agent: 'x', action: 'dance' }) },
      { agents: [{ name: 'X', actions }], transformers: [] },
    );
    expect(problems.map(({ message }) => message)).toEqual(['`X` has no action `dance`.']);
  });

  test('the error handler is checked as well', () => {
    expect(refused(withFields({ errorHandler: { notify: [{ agent: 'nobody', action: 'x' }] } }))).toEqual([
      'UNKNOWN_AGENT /errorHandler/notify/0/agent: There is no agent `nobody`.',
    ]);
  });
});

describe('steps', () => {
  test('with the same id are refused', () => {
    expect(refused(workflow(step('a'), step('a')))).toEqual([
      'DUPLICATE_STEP /steps/1/id: The id `a` is given to two steps.',
    ]);
  });

  test('that are not there are refused, with the nearest known id', () => {
    expect(refused(workflow(step('research'), step('b', { dependsOn: ['reserach'] })))).toEqual([
      'UNKNOWN_STEP /steps/1/dependsOn/0: There is no step `reserach`: did you mean `research`?',
    ]);
    expect(refused(workflow(step('a'), step('b', { dependsOn: { steps: ['zzz'] } })))).toEqual([
      'UNKNOWN_STEP /steps/1/dependsOn/steps/0: There is no step `zzz`.',
    ]);
    expect(refused(workflow(step('research', { inputs: { conversation: 'x {{steps.reserach.output}}' } })))).toEqual([
      'EXPR_UNKNOWN_STEP /steps/0/inputs/conversation: There is no step `reserach` (column 11): did you mean `research`?',
    ]);
  });

  test('that are not there have hints for the first hundred only', () => {
    const steps = Array.from({ length: 150 }, (_, index) => step(`step${index}`, { dependsOn: ['stpe1'] }));
    const { problems } = check(workflow(...steps));
    expect(problems).toHaveLength(150);
    expect(problems.filter(({ hint }) => hint !== undefined)).toHaveLength(100);
  });

  test('of other kinds are known, so that a dependency on them is no second problem', () => {
    expect(refused(workflow({ id: 'm', workflow: { id: 'other' } }, step('b', { dependsOn: ['m'] })))).toEqual([]);
  });
});

describe('cycles', () => {
  test('are refused and named, with what makes each edge', () => {
    expect(
      refused(
        workflow(
          step('a', { dependsOn: ['c'] }),
          step('b', { dependsOn: ['a'] }),
          step('c', { inputs: { conversation: '{{steps.b.output}}' } }),
        ),
      ),
    ).toEqual([
      'CYCLE /steps/0/dependsOn/0: None of these steps could ever start: a → c → b → a. ' +
        '`a` waits for `c` (dependsOn), `c` waits for `b` (read in inputs/conversation), `b` waits for `a` (dependsOn).',
    ]);
  });

  test('are found where a template reads a step that comes later', () => {
    expect(refused(workflow(step('a', { condition: 'steps.b.output' }), step('b', { dependsOn: ['a'] })))).toEqual([
      'CYCLE /steps/0/condition: None of these steps could ever start: a → b → a. ' +
        '`a` waits for `b` (read in condition), `b` waits for `a` (dependsOn).',
    ]);
  });

  test('may be of one step', () => {
    expect(refused(withStep({ dependsOn: ['a'] }))[0]).toMatch(/^CYCLE .*: a → a\. /);
    expect(refused(withStep({ inputs: { conversation: '{{steps.a.output}}' } }))[0]).toMatch(/^CYCLE .*: a → a\. /);
  });

  test('that are long are shortened', () => {
    const size = 50;
    const steps = Array.from({ length: size }, (_, index) =>
      step(`s${index}`, { dependsOn: [`s${(index + 1) % size}`] }),
    );
    expect(refused(workflow(...steps))[0]).toContain('s10 → s11 → … 38 more → s0.');
  });

  test('do not hide each other', () => {
    expect(refused(workflow(step('a', { dependsOn: ['a'] }), step('b', { dependsOn: ['b'] })))).toHaveLength(2);
  });

  test('are not made by what only looks', () => {
    const value = {
      ...workflow(
        step('a', {
          compensate: { agent: 'SABRINA', action: 'cancel_followup', inputs: { followupId: '{{steps.b.output}}' } },
        }),
        step('b', { dependsOn: ['a'] }),
      ),
      outputs: { x: '{{steps.a.output}}' },
    };
    expect(refused(value)).toEqual([]);
  });
});

describe('fallbacks', () => {
  test('may read the step that they serve', () => {
    const value = workflow(
      step('a', { onError: { fallback: 'b' } }),
      step('b', { inputs: { conversation: '{{steps.a.error}}' } }),
      step('c', { dependsOn: ['a', 'b'] }),
    );
    expect(refused(value)).toEqual([]);
  });

  test.each<[object, string[]]>([
    [
      workflow(step('a', { onError: { fallback: 'bb' } }), step('bbb')),
      ['UNKNOWN_STEP /steps/0/onError/fallback: There is no step `bb`.'],
    ],
    [
      workflow(step('a', { onError: { fallback: 'researhc' } }), step('research')),
      ['UNKNOWN_STEP /steps/0/onError/fallback: There is no step `researhc`: did you mean `research`?'],
    ],
    [
      withStep({ onError: { fallback: 'a' } }),
      ['INVALID_FALLBACK /steps/0/onError/fallback: `a` cannot be its own fallback.'],
    ],
    [
      workflow(step('a', { onError: { fallback: 'c' } }), step('b', { onError: { fallback: 'c' } }), step('c')),
      ['INVALID_FALLBACK /steps/1/onError/fallback: `c` is the fallback of `a` already: it serves one step only.'],
    ],
    [
      workflow(step('a', { onError: { fallback: 'b' } }), step('b', { dependsOn: ['a'] })),
      [
        'INVALID_FALLBACK /steps/0/onError/fallback: The fallback `b` runs when `a` has failed, but it leads back to it: a → b → a.',
      ],
    ],
    [
      workflow(step('a', { dependsOn: ['b'], onError: { fallback: 'b' } }), step('b')),
      [
        'INVALID_FALLBACK /steps/0/onError/fallback: The fallback `b` runs when `a` has failed, but it leads back to it: a → b → a.',
      ],
    ],
    [
      workflow(
        step('a', { onError: { fallback: 'b' } }),
        step('b', { dependsOn: ['x'] }),
        step('x', { dependsOn: ['a'] }),
      ),
      [
        'INVALID_FALLBACK /steps/0/onError/fallback: The fallback `b` runs when `a` has failed, but it leads back to it: a → b → x → a.',
      ],
    ],
    [
      workflow(step('a', { onError: { fallback: 'b' } }), step('b', { onError: { fallback: 'a' } })),
      [
        'INVALID_FALLBACK /steps/1/onError/fallback: The fallback `a` runs when `b` has failed, but it leads back to it: a → b → a.',
      ],
    ],
  ])('are refused: %j', (value, expected) => {
    expect(refused(value)).toEqual(expected);
  });

  test('are not judged behind a cycle', () => {
    expect(
      refused(
        workflow(
          step('a', { onError: { fallback: 'b' } }),
          step('b', { dependsOn: ['c'] }),
          step('c', { dependsOn: ['b'] }),
        ),
      ),
    ).toHaveLength(1);
  });
});

describe('templates and expressions', () => {
  test.each<[object, string]>([
    [withStep({ inputs: { conversation: '{{trigger.x' } }), 'TEMPLATE_SYNTAX /steps/0/inputs/conversation'],
    [withStep({ inputs: { conversation: ['{{1 +}}'] } }), 'EXPR_SYNTAX /steps/0/inputs/conversation/0'],
    [withStep({ inputs: { conversation: '{{event.x}}' } }), 'EXPR_UNKNOWN_ROOT /steps/0/inputs/conversation'],
    [withStep({ inputs: { conversation: '{{run.id}}' } }), 'EXPR_UNKNOWN_ROOT /steps/0/inputs/conversation'],
    [withStep({ condition: '{{secrets.x}}' }), 'EXPR_UNKNOWN_ROOT /steps/0/condition'],
    [withStep({ condition: 'eval("1")' }), 'EXPR_FORBIDDEN /steps/0/condition'],
    [withStep({ condition: 'steps[trigger.x].output' }), 'EXPR_DYNAMIC_STEP /steps/0/condition'],
    [withStep({ condition: `trigger.${'x'.repeat(5_000)}` }), 'EXPR_TOO_LARGE /steps/0/condition'],
    [withStep({ condition: 'steps.zzz.output' }), 'EXPR_UNKNOWN_STEP /steps/0/condition'],
    [
      withStep({
        compensate: { agent: 'SABRINA', action: 'cancel_followup', inputs: { followupId: '{{steps.zzz.output}}' } },
      }),
      'EXPR_UNKNOWN_STEP /steps/0/compensate/inputs/followupId',
    ],
    [withFields({ outputs: { x: '{{steps.zzz.output}}' } }), 'EXPR_UNKNOWN_STEP /outputs/x'],
    [withFields({ outputs: { x: 'zzz.output' } }), 'EXPR_UNKNOWN_STEP /outputs/x'],
    [withFields({ outputs: [{ name: 'x', from: '{{run.id}}' }] }), 'EXPR_UNKNOWN_ROOT /outputs/0/from'],
    [
      withFields({
        errorHandler: {
          notify: [{ agent: 'SABRINA', action: 'cancel_followup', inputs: { followupId: '{{event.id}}' } }],
        },
      }),
      'EXPR_UNKNOWN_ROOT /errorHandler/notify/0/inputs/followupId',
    ],
    [withFields({ triggers: [{ webhook: 'x', when: 'trigger.x' }] }), 'EXPR_UNKNOWN_ROOT /triggers/0/when'],
    [
      withFields({ triggers: [{ webhook: 'x', map: { a: '{{steps.a.output}}' } }] }),
      'EXPR_UNKNOWN_ROOT /triggers/0/map/a',
    ],
    [withFields({ triggers: [{ event: 'x', when: 'trigger.x' }] }), 'EXPR_UNKNOWN_ROOT /triggers/0/when'],
    [
      withFields({ triggers: [{ schedule: { cron: '0 9 * * *', timezone: 'UTC' }, inputs: { a: '{{event.x}}' } }] }),
      'EXPR_UNKNOWN_ROOT /triggers/0/inputs/a',
    ],
  ])('are refused: %#', (value, expected) => {
    expect(check(value).problems.map(({ code, path }) => `${code} ${path}`)).toEqual([expected]);
  });

  test('are taken with the roots of their place', () => {
    const value = {
      ...withStep({
        condition: 'trigger.x && team',
        compensate: {
          agent: 'SABRINA',
          action: 'cancel_followup',
          inputs: { followupId: '{{steps.a.output.id}}{{team}}' },
        },
      }),
      errorHandler: {
        notify: [
          {
            agent: 'SABRINA',
            action: 'cancel_followup',
            inputs: { followupId: '{{run.error.message}}{{steps.a.status}}' },
          },
        ],
      },
      triggers: [{ webhook: 'x', when: '{{event.text && team}}', map: { a: '{{event.from}}' } }],
      outputs: { x: '{{steps.a.output}}{{trigger.x}}' },
    };
    expect(refused(value)).toEqual([]);
  });

  test('are shown with the column in the text that is shown', () => {
    expect(check(withStep({ condition: '{{ 1 + }}' })).problems[0]?.message).toMatch(/, in `1 \+` \(column \d+\)\.$/);
  });
});

describe('triggers', () => {
  test('of a provider have its events', () => {
    expect(refused(withFields({ triggers: [{ webhook: 'twilio', event: 'message.recieved' }] }))).toEqual([
      'INVALID_VALUE /triggers/0/event: The webhook `twilio` has no event `message.recieved`: did you mean `message.received`?',
    ]);
    expect(
      refused(
        withFields({
          triggers: [
            { webhook: 'signalhouse', event: 'opt_out' },
            { webhook: 'twilio' },
            { webhook: 'own', event: 'any thing' },
          ],
        }),
      ),
    ).toEqual([]);
  });
});

describe('the team', () => {
  test('of another is refused', () => {
    expect(check(campaign, 'team_9').problems).toMatchObject([{ code: 'FOREIGN_TEAM', path: '/teamId' }]);
    expect(check(withFields({}), 'team_9').problems).toEqual([]);
    expect(check(campaign).problems).toEqual([]);
  });
});

describe('warnings', () => {
  const luci = (id: string, fields: object = {}) => ({
    id,
    agent: 'LUCI',
    action: 'research_lead',
    inputs: { leadId: 'x' },
    ...fields,
  });

  test('tell of a step that only reads and is never read', () => {
    expect(warned(workflow(luci('a'), step('b', { dependsOn: ['a'] })))).toEqual(['UNREAD_OUTPUT /steps/0']);
    expect(warned({ ...workflow(luci('a'), step('b')), outputs: { x: 'b.output' } })).toEqual([
      'UNREAD_OUTPUT /steps/0',
    ]);
  });

  test('leave alone what is read anywhere, what does more than read, and the last step where no outputs are named', () => {
    expect(warned(workflow(luci('a'), step('b', { condition: 'steps.a.output.x' })))).toEqual([]);
    expect(warned({ ...workflow(luci('a')), outputs: { x: 'a.output' } })).toEqual([]);
    expect(warned(workflow(step('a'), step('b', { dependsOn: ['a'] })))).toEqual([]);
    expect(warned(workflow(luci('a')))).toEqual([]);
  });

  test('tell of conditions that are constant', () => {
    expect(warned(withStep({ condition: '1 < 2' }))).toEqual(['CONSTANT_CONDITION /steps/0/condition']);
    expect(
      warned(
        withFields({
          triggers: [
            { webhook: 'x', when: 'true' },
            { webhook: 'x', when: 'event.x' },
          ],
        }),
      ),
    ).toEqual(['CONSTANT_CONDITION /triggers/0/when']);
    expect(warned(withStep({ condition: 'trigger.x' }))).toEqual([]);
  });
});

describe('places', () => {
  test('are those of the text, in its order', () => {
    const text = pipeline
      .replace('agent: etl_agent', 'agent: etl_agnet')
      .replace('depends_on: ["transform"]', 'depend_on: ["transform"]')
      .replace('from: analyze.output', 'from: analyse.output')
      .replace('inputs: ["source_data"]', 'inputs: ["source_dat"]');
    const { definition, problems } = checkSource(text, { format: 'yaml' }, catalogue);
    expect(definition).toBeUndefined();
    expect(problems.map(({ code, path, line, column }) => `${line}:${column} ${code} ${path}`)).toEqual([
      '12:15 INVALID_INPUT /workflow_dsl/tasks/0/inputs/source_data',
      '12:16 UNKNOWN_INPUT /workflow_dsl/tasks/0/inputs/0',
      '15:14 UNKNOWN_AGENT /workflow_dsl/tasks/1/agent',
      '20:7 UNKNOWN_FIELD /workflow_dsl/tasks/2/depend_on',
      '24:13 EXPR_UNKNOWN_STEP /workflow_dsl/outputs/0/from',
    ]);
  });

  test('are absent for a value that came without text, and there for text that could not be read', () => {
    expect(check({}).problems[0]).not.toHaveProperty('line');
    expect(checkSource('{', { format: 'json' }, catalogue)).toEqual({
      problems: [
        {
          path: '',
          code: 'SYNTAX',
          message: 'Expected a key in double quotes, found the end of the text.',
          line: 1,
          column: 2,
        },
      ],
      warnings: [],
      children: [],
    });
  });
});

test('what is no definition at all is refused', () => {
  expect(refused(null)).toEqual(['INVALID_VALUE : A workflow definition must be an object; found null.']);
  expect(check(campaign.steps).definition).toBeUndefined();
});

test('a definition with a problem is not given', () => {
  expect(check(withStep({ timeout: 0 }))).not.toHaveProperty('definition');
});

test('never throws, and whatever passes can be planned and passes again', () => {
  const id = fc.constantFrom('a', 'b', 'c', 'constructor', '');
  const text = fc.constantFrom(
    '{{steps.a.output}}',
    '{{steps.b.status}}',
    '{{',
    'x',
    '{{steps.c.output}} x',
    'trigger.x',
    '{{1 < 2}}',
    'steps.c.output',
    '',
  );
  const agent = fc.constantFrom('SABRINA', 'sabrina', 'nobody', 5);
  const any = <T>(arbitrary: fc.Arbitrary<T>) =>
    fc.oneof(
      { weight: 5, arbitrary: fc.constant(undefined) },
      { weight: 4, arbitrary },
      { weight: 1, arbitrary: fc.jsonValue() },
    );
  const anyStep = fc.record({
    id,
    agent,
    action: fc.constantFrom('cancel_followup', 'dance'),
    inputs: any(fc.record({ followupId: text })),
    dependsOn: any(fc.oneof(fc.array(id, { maxLength: 2 }), fc.record({ steps: fc.array(id, { maxLength: 2 }) }))),
    condition: any(text),
    onError: any(fc.oneof(fc.constantFrom('fail', 'continue'), fc.record({ fallback: id }))),
    compensate: any(
      fc.record({ agent, action: fc.constant('cancel_followup'), inputs: fc.record({ followupId: text }) }),
    ),
  });
  const definition = fc.record({
    id: fc.constant('w'),
    steps: fc.array(anyStep, { minLength: 1, maxLength: 4 }),
    outputs: any(fc.dictionary(fc.constantFrom('r', 's'), text)),
    triggers: any(fc.array(fc.record({ webhook: fc.constant('x'), when: text }), { maxLength: 1 })),
  });
  fc.assert(
    fc.property(definition, (value) => {
      const checked = check(value);
      for (const { code } of [...checked.problems, ...checked.warnings]) expect(problemCodes).toContain(code);
      expect(checked.definition === undefined).toBe(checked.problems.length > 0);
      if (checked.definition === undefined) return;
      planDefinition(checked.definition);
      expect(check(checked.definition)).toEqual(checked);
    }),
    { numRuns: 1_000 },
  );
});
