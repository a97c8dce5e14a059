import { describe, expect, it } from 'vitest';
import type { Json } from '../definition/json.js';
import { ExpressionError } from '../expression/expression-error.js';
import { compileValue, templateAt } from './compile-value.js';
import { renderValue } from './render-value.js';
import { dynamicPart, staticValue } from './static-value.js';

const roots = ['steps', 'trigger', 'team'] as const;
const compile = (value: Json, steps?: string[]) => {
  const result = compileValue(value, { roots, steps: steps && new Set(steps) });
  if (!result.ok) throw new Error(JSON.stringify(result.refusals));
  return result.value;
};
const render = (value: Json, trigger: unknown = {}) => renderValue(compile(value), { trigger, team: 'team_1' });
const refusals = (value: Json, steps?: string[]) => {
  const result = compileValue(value, { roots, steps: steps && new Set(steps) });
  return result.ok ? [] : result.refusals;
};

describe('compileValue', () => {
  it('reads templates anywhere inside strings', () => {
    const value = {
      to: '{{trigger.phone}}',
      lines: ['Hi', { text: 'Dear {{trigger.name}}' }],
      n: 1,
      yes: true,
      no: null,
    };
    expect([...compile(value).templates.keys()]).toEqual(['/to', '/lines/1/text']);
    expect(compile(value).isStatic).toBe(false);
    expect(compile({ a: ['plain', 1] })).toMatchObject({ isStatic: true, stepReads: [] });
    expect(compile('{{team}}').templates.has('')).toBe(true);
  });

  it('does not read keys', () => {
    const value = { '{{team}}': 1, '{{': 2 };
    expect(compile(value).isStatic).toBe(true);
    expect(render(value)).toEqual(value);
  });

  it('says which expression reads which step, and where', () => {
    const value = {
      'a/b': { '~': ['x {{ steps.a.output }} {{steps.b.status + steps.a.status}}'] },
      c: "{{steps['a'].error}}",
    };
    expect(compile(value).stepReads).toEqual([
      { path: '/a~1b/~0/0', stepId: 'a', column: 12, readsOutput: true, expression: 'steps.a.output' },
      {
        path: '/a~1b/~0/0',
        stepId: 'b',
        column: 32,
        readsOutput: false,
        expression: 'steps.b.status + steps.a.status',
      },
      {
        path: '/a~1b/~0/0',
        stepId: 'a',
        column: 49,
        readsOutput: false,
        expression: 'steps.b.status + steps.a.status',
      },
      { path: '/c', stepId: 'a', column: 9, readsOutput: false, expression: "steps['a'].error" },
    ]);
  });

  it('lists every template that it refuses', () => {
    const value = { a: '{{', b: ['{{ok}}', '{{team}}', '{{steps.x.output}}'], c: { d: '{{steps.y.output}}' } };
    expect(refusals(value, ['y'])).toMatchObject([
      { path: '/a', code: 'TEMPLATE_SYNTAX', column: 1 },
      { path: '/b/0', code: 'EXPR_UNKNOWN_ROOT', column: 3 },
      { path: '/b/2', code: 'EXPR_UNKNOWN_STEP', column: 9 },
    ]);
  });

  it('refuses a value that nests deeper than data may', () => {
    const nest = (levels: number): Json => {
      let value: Json = '{{team}}';
      for (let level = 0; level < levels; level += 1) value = [value];
      return value;
    };
    expect(refusals(nest(1000))).toEqual([]);
    expect(refusals(nest(1001))).toMatchObject([{ path: '', code: 'EXPR_TOO_LARGE' }]);
    expect(refusals(nest(100_000))).toHaveLength(1);
    const loop: Record<string, Json> = {};
    loop.self = loop;
    expect(refusals(loop)).toHaveLength(1);
  });
});

describe('renderValue', () => {
  it('renders every template and keeps all else', () => {
    const value = { n: 1, s: 'plain', list: ['{{trigger.n}}', null, ['a {{team}}']], o: { deep: '{{trigger.o}}' } };
    expect(render(value, { n: 7, o: { x: [1] } })).toStrictEqual({
      n: 1,
      s: 'plain',
      list: [7, null, ['a team_1']],
      o: { deep: { x: [1] } },
    });
  });

  it('leaves a key out for undefined, and gives null for it in an array', () => {
    const value = {
      a: '{{trigger.missing}}',
      b: ['{{trigger.missing}}', 1],
      c: { d: '{{trigger.missing}}' },
      e: ' {{undefined}}',
    };
    expect(render(value)).toStrictEqual({ b: [null, 1], c: {}, e: ' ' });
    expect(render('{{trigger.missing}}')).toBeUndefined();
  });

  it('renders values once', () => {
    expect(render({ a: '{{trigger.x}}' }, { x: { y: '{{team}}' } })).toEqual({ a: { y: '{{team}}' } });
  });

  it('gives data of its own for what is static', () => {
    const value = { list: [{ a: 1 }], text: '{{team}}' };
    const rendered = render(value) as typeof value;
    rendered.list.push({ a: 2 });
    expect(render(value)).toEqual({ list: [{ a: 1 }], text: 'team_1' });
  });

  it('takes own keys only, and __proto__ as a key like any other', () => {
    const value = JSON.parse('{"__proto__": {"polluted": "{{team}}"}, "constructor": "{{team}}"}') as Json;
    const rendered = render(value) as Record<string, unknown>;
    expect(Object.getPrototypeOf(rendered)).toBe(Object.prototype);
    expect(rendered.polluted).toBeUndefined();
    expect(JSON.stringify(rendered)).toBe('{"__proto__":{"polluted":"team_1"},"constructor":"team_1"}');
    expect(Object.prototype).not.toHaveProperty('polluted');
    expect(render(Object.create({ inherited: '{{team}}' }) as Json)).toEqual({});
  });

  it('counts all templates of a value as one evaluation', () => {
    const value = Array(5).fill('{{trigger}}') as Json;
    expect(render(value, 'x'.repeat(800_000))).toHaveLength(5);
    expect(() => render(value, 'x'.repeat(1_000_000))).toThrow(ExpressionError);
  });
});

describe('staticValue', () => {
  it('marks the parts that a run decides, and lists them', () => {
    const compiled = compile({ a: 1, b: ['x', '{{team}}', { c: 'a {{team}}', d: 'd' }] });
    expect(staticValue(compiled)).toEqual({
      value: { a: 1, b: ['x', dynamicPart, { c: dynamicPart, d: 'd' }] },
      dynamicPaths: ['/b/1', '/b/2/c'],
    });
    expect(staticValue(compile('{{team}}'))).toEqual({ value: dynamicPart, dynamicPaths: [''] });
    expect(staticValue(compile([1]))).toEqual({ value: [1], dynamicPaths: [] });
  });
});

describe('templateAt', () => {
  const compiled = compile({ research: '{{steps.research.output}}', 'a/b': ['{{team}}'], plain: 'x' });
  it.each([
    ['/research', '{{steps.research.output}}'],
    ['/research/confidence/0', '{{steps.research.output}}'],
    ['/a~1b/0', '{{team}}'],
    ['/a~1b', undefined],
    ['/plain', undefined],
    ['/plain/x', undefined],
    ['/researcher', undefined],
    ['', undefined],
  ])('gives for %s the template that produced it', (pointer, text) => {
    expect(templateAt(compiled, pointer)).toBe(text);
  });

  it('knows a template that is the whole value', () => {
    expect(templateAt(compile('{{team}}'), '/a/b')).toBe('{{team}}');
    expect(templateAt(compile('{{team}}'), '')).toBe('{{team}}');
  });
});
