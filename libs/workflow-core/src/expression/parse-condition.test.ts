import { describe, expect, it } from 'vitest';
import { parseCondition } from './parse-condition.js';

const parse = (text: string) => parseCondition(text, { roots: ['steps', 'trigger'] });

describe('parseCondition', () => {
  it.each(['steps.a.output > 0.7', '{{steps.a.output > 0.7}}', '  {{ steps.a.output > 0.7 }}\n'])(
    'takes %j, bare or in braces',
    (text) => {
      const parsed = parse(text);
      expect(parsed).toMatchObject({ ok: true, expression: { text: 'steps.a.output > 0.7', isConstant: false } });
    },
  );

  it('counts columns in the whole text', () => {
    expect(parse('steps.a')).toMatchObject({ expression: { stepReads: [{ column: 7 }] } });
    expect(parse(' {{ steps.a }}')).toMatchObject({ expression: { stepReads: [{ column: 11 }] } });
    expect(parse('{{ 1 + x }}')).toMatchObject({ ok: false, refusal: { code: 'EXPR_UNKNOWN_ROOT', column: 8 } });
    expect(parse('{{  }}')).toMatchObject({ ok: false, refusal: { code: 'EXPR_SYNTAX', column: 5 } });
  });

  it('lets a quote hide braces', () => {
    expect(parse(`{{ trigger.a == '}}' }}`)).toMatchObject({ ok: true, expression: { text: `trigger.a == '}}'` } });
    expect(parse(`trigger.a == '{{'`)).toMatchObject({ ok: true });
  });

  it('refuses braces that are not closed, and anything after them', () => {
    expect(parse(' {{ trigger.a')).toMatchObject({ ok: false, refusal: { code: 'EXPR_SYNTAX', column: 2 } });
    expect(parse('{{ 1 }} == {{ 1 }}')).toMatchObject({ ok: false, refusal: { code: 'EXPR_SYNTAX', column: 8 } });
    expect(parse('1 == {{ 1 }}')).toMatchObject({ ok: false, refusal: { code: 'EXPR_FORBIDDEN', column: 6 } });
  });
});
