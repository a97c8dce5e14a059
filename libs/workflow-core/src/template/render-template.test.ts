import { describe, expect, it } from 'vitest';
import { ExpressionError } from '../expression/expression-error.js';
import { parseTemplate } from './parse-template.js';
import { renderTemplate } from './render-template.js';

const MiB = 1_048_576;

const render = (text: string, trigger: unknown = {}): unknown => {
  const parsed = parseTemplate(text, { roots: ['steps', 'trigger', 'team'] });
  if (!parsed.ok) throw new Error(parsed.refusal.message);
  return renderTemplate(parsed.template, { trigger, team: 'team_1' });
};
const failure = (text: string, trigger?: unknown): ExpressionError => {
  try {
    render(text, trigger);
  } catch (thrown) {
    if (thrown instanceof ExpressionError) return thrown;
    throw thrown;
  }
  throw new Error('it rendered');
};

describe('renderTemplate', () => {
  it.each<[string, unknown]>([
    ['{{trigger.n}}', 7],
    ['{{ trigger.yes }}', true],
    ['{{trigger.nil}}', null],
    ['{{trigger.missing}}', undefined],
    ['{{trigger.list}}', [1, 'a', { b: null }]],
    ['{{trigger.o}}', { a: 1 }],
    ['{{trigger.s}}', 'text'],
    [`{{''}}`, ''],
  ])('gives the value of the one hole in %s, with its type', (text, value) => {
    const trigger = { n: 7, yes: true, nil: null, list: [1, 'a', { b: null }], o: { a: 1 }, s: 'text' };
    expect(render(text, trigger)).toStrictEqual(value);
  });

  it.each<[string, string]>([
    [' {{trigger.n}}', ' 7'],
    ['{{trigger.n}} ', '7 '],
    ['{{trigger.n}}{{trigger.n}}', '77'],
    ['a{{trigger.yes}}b', 'atrueb'],
    ['a{{trigger.nil}}b', 'ab'],
    ['a{{trigger.missing}}b', 'ab'],
    ['a{{trigger.list}}b', 'a[1,"a",{"b":null}]b'],
    ['a{{trigger.o}}b', 'a{"a":1}b'],
    ['a{{-0}}{{0 / 0}}{{1e21}}', 'a0NaN1e+21'],
    ['no hole', 'no hole'],
    ['', ''],
    ['{{team}}: {{trigger.s}}, {{trigger.n + 1}}.', 'team_1: text, 8.'],
  ])('gives a string for text around holes: %j', (text, value) => {
    const trigger = { n: 7, yes: true, nil: null, list: [1, 'a', { b: null }], o: { a: 1 }, s: 'text' };
    expect(render(text, trigger)).toBe(value);
  });

  it('does not render what a value holds', () => {
    const trigger = { a: '{{team}}', b: ['{{trigger.a}}'] };
    expect(render('{{trigger.a}}', trigger)).toBe('{{team}}');
    expect(render('x {{trigger.a}} {{trigger.b}}', trigger)).toBe('x {{team}} ["{{trigger.a}}"]');
    expect(render(`{{'{{'}}team}}`)).toBe('{{team}}');
  });

  it('gives null for undefined inside an array', () => {
    expect(render('{{[trigger.missing, 1, [undefined]]}}')).toStrictEqual([null, 1, [null]]);
    expect(render('a{{[trigger.missing, 1]}}')).toBe('a[null,1]');
  });

  it('names the expression that cannot be evaluated', () => {
    const error = failure('a {{team}} {{ trigger * 2 }}');
    expect(error).toMatchObject({ code: 'EXPR_TYPE', details: { expression: 'trigger * 2', column: 15 } });
  });

  it('refuses a text beyond 1 MiB', () => {
    const half = 'x'.repeat(MiB / 2);
    expect(render('{{trigger}}{{trigger.slice(3)}}a', half)).toHaveLength(MiB - 2);
    for (const text of ['{{trigger}}{{trigger.slice(2)}}a', '{{trigger}}{{trigger}}{{trigger}}']) {
      expect(failure(text, half)).toMatchObject({ code: 'EXPR_LIMIT', details: { expression: text, column: 1 } });
    }
    expect(failure('{{trigger}}{{trigger}} ', 'é'.repeat(MiB / 4)).code).toBe('EXPR_LIMIT');
  });

  it('counts all holes as one evaluation', () => {
    expect(failure('{{trigger.trim().length}}'.repeat(3), 'x'.repeat(MiB))).toMatchObject({
      code: 'EXPR_LIMIT',
      message: expect.stringContaining('4194304') as string,
    });
  });
});
