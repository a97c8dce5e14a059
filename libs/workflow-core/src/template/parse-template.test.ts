import { describe, expect, it } from 'vitest';
import { parseTemplate } from './parse-template.js';

const parse = (text: string, steps?: string[]) =>
  parseTemplate(text, { roots: ['steps', 'trigger', 'team'], steps: steps && new Set(steps) });
const template = (text: string) => {
  const parsed = parse(text);
  if (!parsed.ok) throw new Error(parsed.refusal.message);
  return parsed.template;
};
const verdict = (text: string, steps?: string[]): string => {
  const parsed = parse(text, steps);
  return parsed.ok ? 'ok' : `${parsed.refusal.code}@${parsed.refusal.column}`;
};

describe('parseTemplate', () => {
  it('finds the holes and the texts around them', () => {
    const { holes, texts, isStatic, text } = template('Hi {{ trigger.name }}, {{team}}!');
    expect(holes.map((hole) => [hole.expression.text, hole.column])).toEqual([
      ['trigger.name', 4],
      ['team', 24],
    ]);
    expect(texts).toEqual(['Hi ', ', ', '!']);
    expect(isStatic).toBe(false);
    expect(text).toBe('Hi {{ trigger.name }}, {{team}}!');
  });

  it.each(['', 'plain', '}} {', '{ {a} }', '{%x%}', 'x'.repeat(100_000)])(
    'takes a text without holes as static',
    (text) => {
      expect(template(text)).toMatchObject({ holes: [], texts: [text], isStatic: true, stepReads: [] });
    },
  );

  it('counts columns in the whole text', () => {
    expect(template('a {{steps.a.output}} {{ steps.b.status }}').stepReads).toEqual([
      { stepId: 'a', column: 11, readsOutput: true },
      { stepId: 'b', column: 31, readsOutput: false },
    ]);
    expect(verdict('ab {{ 1 + }}')).toBe('EXPR_SYNTAX@10');
    expect(verdict('ab {{ x }}')).toBe('EXPR_UNKNOWN_ROOT@7');
    expect(verdict('{{team}}{{ steps.b.output }}', ['a'])).toBe('EXPR_UNKNOWN_STEP@18');
  });

  it('lists a step once, where it is named first, and reads its output if any hole does', () => {
    expect(template('{{steps.a.status}} {{steps.b.status}} {{steps.a.output}} {{steps.a.error}}').stepReads).toEqual([
      { stepId: 'a', column: 9, readsOutput: true },
      { stepId: 'b', column: 28, readsOutput: false },
    ]);
  });

  it.each(['{{', 'a {{ trigger.x', 'a {{ trigger.x }', "{{ trigger.it's }}", `{{ "}}`, "{{ '\\'}}"])(
    'refuses the hole that is not closed in %j',
    (text) => {
      expect(verdict(text)).toBe(`TEMPLATE_SYNTAX@${text.indexOf('{{') + 1}`);
    },
  );

  it('refuses the first hole that is not closed or not an expression', () => {
    expect(verdict('{{team}} {{')).toBe('TEMPLATE_SYNTAX@10');
    expect(verdict('{{}}')).toBe('EXPR_SYNTAX@3');
    expect(verdict('{{ }}')).toBe('EXPR_SYNTAX@4');
    expect(verdict('{{{team}}}')).toBe('EXPR_FORBIDDEN@3');
    expect(verdict('{{ {{team}} }}')).toBe('EXPR_FORBIDDEN@4');
  });

  it('lets a quote inside a hole hide the closing braces', () => {
    expect(template(`{{ '}}' }}`).holes[0]?.expression.text).toBe(`'}}'`);
    expect(template(`{{ "}}'" + '\\'}}' }} it's`).texts).toEqual(['', " it's"]);
    expect(template(`a " {{ team }} "`).texts).toEqual(['a " ', ' "']);
    expect(template(`{{ '{{' }}`).holes).toHaveLength(1);
  });

  it('takes 65,536 characters and 256 holes, and refuses more', () => {
    expect(verdict(`{{team}}${'x'.repeat(65_528)}`)).toBe('ok');
    expect(verdict(`a{{team}}${'x'.repeat(65_528)}`)).toBe('EXPR_TOO_LARGE@2');
    expect(verdict('{{team}}'.repeat(256))).toBe('ok');
    expect(verdict('{{team}}'.repeat(257))).toBe('EXPR_TOO_LARGE@2049');
    expect(verdict(`{{${'x'.repeat(4097)}}}`)).toBe('EXPR_TOO_LARGE@3');
    expect(verdict('{{'.repeat(50_000))).toBe('EXPR_TOO_LARGE@1');
  });
});
