import { describe, expect, it, vi } from 'vitest';
import { TerminalError } from '../errors/workflow-error.js';
import { evaluateExpression } from './evaluate-expression.js';
import { ExpressionError } from './expression-error.js';
import type { ExpressionContext } from './expression.js';
import { parseExpression } from './parse-expression.js';
import type { StepView } from './step-view.js';

const evaluate = (text: string, trigger: unknown = {}, rest: ExpressionContext = {}): unknown => {
  const parsed = parseExpression(text, { roots: ['steps', 'trigger', 'team', 'item', 'index'] });
  if (!parsed.ok) throw new Error(`${text}: ${parsed.refusal.message}`);
  return evaluateExpression(parsed.expression, { trigger, ...rest });
};
const failure = (text: string, trigger?: unknown): ExpressionError => {
  try {
    evaluate(text, trigger);
  } catch (thrown) {
    if (thrown instanceof ExpressionError) return thrown;
    throw thrown;
  }
  throw new Error(`${text} gave a value`);
};

describe('literals', () => {
  it.each([
    ['1', 1],
    ['.5', 0.5],
    ['1.', 1],
    ['1.5e3', 1500],
    ['1e999', Infinity],
    [`'a'`, 'a'],
    [`"it's"`, "it's"],
    [`'\\n\\t\\r\\b\\f\\v\\'\\"\\\\\\/\\{'`, '\n\t\r\b\f\v\'"\\/{'],
    ['true', true],
    ['false', false],
    ['null', null],
    ['undefined', undefined],
    ['[]', []],
    [`[1, 'a', [true]]`, [1, 'a', [true]]],
    ['[undefined]', [undefined]],
  ])('%s', (text, value) => expect(evaluate(text)).toStrictEqual(value));
});

describe('operators', () => {
  it.each([
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['2 ** 3 ** 2', 512],
    ['(-2) ** 2', 4],
    ['2 ** -1', 0.5],
    ['7 % 4 - 1 / 2', 2.5],
    ['10 - 2 - 3', 5],
    [`'a' + 1 + 2`, 'a12'],
    [`1 + 2 + 'a'`, '3a'],
    [`'a' + null + undefined + true`, 'anullundefinedtrue'],
    ['1 + null', 1],
    ['1 + undefined', NaN],
    ['true + true', 2],
    [`'6' * '7'`, 42],
    ['-true', -1],
    [`+'12'`, 12],
    [`-'x'`, NaN],
    ['!0', true],
    ['!trigger', false],
    ['![]', false],
    ['1 < 2 == true', true],
    [`'a' < 'b'`, true],
    [`'10' < '9'`, true],
    [`'10' < 9`, false],
    ['2 <= 2', true],
    ['3 > 2', true],
    ['2 >= 3', false],
    ['null >= 0', true],
    ['undefined > 0', false],
    ['1 ? 2 : 3', 2],
    ['0 ? 1 : 0 ? 2 : 3', 3],
    ['null ?? 1', 1],
    ['undefined ?? null ?? 2', 2],
    ['0 ?? 1', 0],
    ['0 || 2', 2],
    ['1 || 2', 1],
    ['0 && 2', 0],
    ['1 && 2', 2],
    ['1 || 0 && 0', 1],
    ['null ?? (0 || 3)', 3],
    ['true?.5:1', 0.5],
  ])('%s', (text, value) => expect(evaluate(text)).toStrictEqual(value));

  it.each([
    [`1 == '1'`, true],
    [`0 == ''`, true],
    [`null == undefined`, true],
    [`null == 0`, false],
    [`true == '1'`, true],
    [`1 === '1'`, false],
    [`1 != '1'`, false],
    [`1 !== '1'`, true],
    [`'a' == 'a'`, true],
    ['trigger.a == trigger.a', true],
    ['trigger.a === trigger.same', true],
    ['trigger.a == trigger.b', false],
    ['trigger.a != trigger.b', true],
    ['trigger.a !== trigger.same', false],
    ['[] == []', false],
    [`[1] == '1'`, false],
    [`trigger.a == '[object Object]'`, false],
    ['trigger.a == null', false],
    ['trigger.missing == null', true],
  ])('compares %s', (text, value) => {
    const a = { x: 1 };
    expect(evaluate(text, { a, same: a, b: { x: 1 } })).toBe(value);
  });

  it('does not look at what it does not need', () => {
    for (const text of ['true || -trigger', 'false && -trigger', '1 ?? -trigger', 'true ? 1 : -trigger']) {
      expect(() => evaluate(text)).not.toThrow();
    }
  });
});

describe('members', () => {
  const data = { a: { b: [10, { c: 'deep' }] }, text: 'héllo', '': 'empty', 1: 'one', '-1': 'minus', list: [1, 2] };
  it.each([
    ['trigger.a.b[0]', 10],
    ['trigger?.a?.b[1].c', 'deep'],
    [`trigger['a']["b"][1]['c']`, 'deep'],
    [`trigger['']`, 'empty'],
    ['trigger[1]', 'one'],
    [`trigger['1']`, 'one'],
    [`trigger['t' + 'ext']`, 'héllo'],
    ['trigger.a.b.length', 2],
    [`trigger.a.b['length']`, 2],
    [`trigger.a.b['0']`, 10],
    ['trigger.text.length', 5],
    ['trigger.text[1]', 'é'],
    [`trigger.text['1']`, 'é'],
    [`'abc'[2]`, 'c'],
    ['[1, 2, 3][1]', 2],
    ['trigger.a.b[-0]', 10],
  ])('%s', (text, value) => expect(evaluate(text, data)).toBe(value));

  it.each([
    'trigger.missing',
    'trigger.missing.more[0].and["more"]',
    'null.a',
    'undefined.a.b',
    'true.a',
    '(5).a',
    'trigger.a.b[2]',
    'trigger.a.b[1.5]',
    'trigger[-1]',
    'trigger.list[-1]',
    'trigger[1 / 0]',
    'trigger[0 / 0]',
    'trigger.text[5]',
    'trigger.text.a',
    `trigger.text['01']`,
    'trigger[true]',
    'trigger[null]',
    'trigger[undefined]',
    'trigger[trigger]',
    'trigger[trigger.list]',
    'trigger[false ? 1 : [1]]',
    'item',
    'item.a.b',
    'steps.never.output',
  ])('%s is undefined', (text) => expect(evaluate(text, { ...data, true: 1, null: 1, undefined: 1 })).toBeUndefined());

  it('sees own data alone', () => {
    class Lead {
      name = 'Ann';
      get secret() {
        return 1;
      }
    }
    const inherited = Object.create({ inherited: 1 }) as object;
    const withGetter = Object.defineProperty({ plain: 1 }, 'getter', { get: () => 'called', enumerable: true });
    const withSetter = Object.defineProperty({}, 'setter', { set: vi.fn(), enumerable: true });
    const list = Object.defineProperty([1, 2], 1, { get: () => 'called', enumerable: true });
    const trigger = {
      ...{ lead: new Lead(), inherited, withGetter, withSetter, list, date: new Date(0), map: new Map([['a', 1]]) },
      ...{
        call: () => 1,
        symbol: Symbol('a'),
        big: 1n,
        wrapped: Object('text') as unknown,
        regex: /a/,
        error: new Error('a'),
      },
      ...{ own: Object.assign(Object.create(null) as object, { a: 1 }), sub: new (class extends Array {})() },
    };
    expect(evaluate('trigger.withGetter.plain', trigger)).toBe(1);
    expect(evaluate('trigger.own.a', trigger)).toBe(1);
    expect(evaluate('trigger.list[0]', trigger)).toBe(1);
    for (const path of [
      ...[
        'lead',
        'lead.name',
        'lead.secret',
        'inherited',
        'inherited.inherited',
        'withGetter.getter',
        'list[1]',
        'date',
      ],
      ...[
        'map',
        'map.size',
        'call',
        'call.name',
        'call.length',
        'symbol',
        'big',
        'wrapped',
        'regex',
        'error',
        'error.message',
      ],
      ...[
        'sub',
        'sub.length',
        'withSetter.setter',
        'toString',
        'hasOwnProperty',
        'valueOf',
        'list.map',
        'list.includes',
      ],
    ]) {
      expect([path, evaluate(`trigger.${path}`, trigger)]).toEqual([path, undefined]);
    }
  });

  it('hides forbidden names that are computed, even as own data', () => {
    const trigger = JSON.parse('{"__proto__": {"a": 1}, "constructor": 1, "prototype": 2}') as object;
    for (const text of [`'__pro' + 'to__'`, `'constr' + 'uctor'`, `'proto' + 'type'`, `'__define' + 'Getter__'`]) {
      expect(evaluate(`trigger[${text}]`, trigger)).toBeUndefined();
    }
  });

  it('reads own data only of the context, too', () => {
    const context = Object.defineProperty({}, 'team', { get: () => 'called' });
    expect(evaluate('team', {}, context)).toBe(undefined);
    expect(evaluate('team', {}, Object.create({ team: 'a' }) as object)).toBeUndefined();
    expect(evaluate('team', {}, { team: 'team_123' })).toBe('team_123');
  });

  it('shows what a step view has', () => {
    const view: StepView = {
      status: 'failed',
      error: { code: 'TIMEOUT', message: 'too long' },
      attempts: 3,
      startedAt: '2026-01-01T00:00:00.000Z',
    };
    const of = (text: string) => evaluate(text, {}, { steps: { research: view, 'a-b': { ...view, output: 1 } } });
    expect(of('steps.research.status')).toBe('failed');
    expect(of('steps.research.error.code')).toBe('TIMEOUT');
    expect(of('steps.research.error.message')).toBe('too long');
    expect(of('steps.research.attempts')).toBe(3);
    expect(of('steps.research.startedAt')).toBe('2026-01-01T00:00:00.000Z');
    expect(of('steps.research.finishedAt')).toBeUndefined();
    expect(of('steps.research.output.confidence')).toBeUndefined();
    expect(of(`steps['a-b'].output`)).toBe(1);
    expect(of('steps.research')).toEqual(view);
  });
});

describe('methods of strings', () => {
  it.each([
    [`'abc'.includes('b')`, true],
    [`'abc'.includes('b', 2)`, false],
    [`'abc'.includes('')`, true],
    [`'a1'.includes(1)`, true],
    [`'undefined'.includes()`, true],
    [`'abc'.startsWith('ab')`, true],
    [`'abc'.startsWith('b', 1)`, true],
    [`'abc'.startsWith('b')`, false],
    [`'abc'.endsWith('bc')`, true],
    [`'abc'.endsWith('b', 2)`, true],
    [`'abc'.indexOf('c')`, 2],
    [`'abc'.indexOf('d')`, -1],
    [`'abcabc'.indexOf('b', 2)`, 4],
    [`'abc'.indexOf('a', -5)`, 0],
    [`'abc'.indexOf('', 9)`, 3],
    [`'abc'.indexOf('b', 'x')`, 1],
    [`'abcdef'.slice(1, 3)`, 'bc'],
    [`'abcdef'.slice(-2)`, 'ef'],
    [`'abcdef'.slice('2')`, 'cdef'],
    [`'abcdef'.slice()`, 'abcdef'],
    [`'abcdef'.slice(0, null)`, ''],
    [`'  a '.trim()`, 'a'],
    [`'ÄB'.toLowerCase()`, 'äb'],
    [`'äß'.toUpperCase()`, 'ÄSS'],
    [`'a,b,c'.split(',')`, ['a', 'b', 'c']],
    [`'a,b,c'.split(',', 2)`, ['a', 'b']],
    [`'a,b,c'.split(',', -1)`, ['a', 'b', 'c']],
    [`'abc'.split('')`, ['a', 'b', 'c']],
    [`'abc'.split('', 0)`, []],
    [`'abc'.split(',', 0)`, []],
    [`'abc'.split()`, ['abc']],
    [`'abc'.split(undefined, 0)`, []],
    [`''.split(',')`, ['']],
    [`''.split('')`, []],
    [`'a--b--'.split('--')`, ['a', 'b', '']],
    [`'a1b'.split(1)`, ['a', 'b']],
  ])('%s', (text, value) => expect(evaluate(text)).toStrictEqual(value));
});

describe('methods of arrays', () => {
  const list = [1, 'a', null, 3, 'a', { x: 1 }, [1]];
  it.each([
    [`trigger.includes('a')`, true],
    [`trigger.includes('b')`, false],
    ['trigger.includes(null)', true],
    [`trigger.includes('1')`, false],
    ['trigger.includes(1, 1)', false],
    ['trigger.includes(3, -4)', true],
    ['[0 / 0].includes(0 / 0)', true],
    ['[0].includes(-0)', true],
    ['[-0].includes(0)', true],
    [`trigger.indexOf('a')`, 1],
    [`trigger.indexOf('a', 2)`, 4],
    [`trigger.indexOf('a', -3)`, 4],
    [`trigger.indexOf('a', 99)`, -1],
    ['[0 / 0].indexOf(0 / 0)', -1],
    ['trigger.slice(1, 3)', ['a', null]],
    ['trigger.slice(-1)', [[1]]],
    ['trigger.slice(-99, 1)', [1]],
    ['trigger.slice(3, 1)', []],
    [`trigger.slice('3', '4')`, [3]],
    [`trigger.slice('x', 1)`, [1]],
    ['trigger.slice()', list],
    [`[1, null, 'a', undefined, true].join()`, '1,,a,,true'],
    [`[1, 2].join(' - ')`, '1 - 2'],
    ['[1, 2].join(null)', '1null2'],
    ['[].join()', ''],
  ])('%s', (text, value) => expect(evaluate(text, list)).toStrictEqual(value));

  it('joins no objects', () => {
    expect(failure('trigger.join()', list)).toMatchObject({ code: 'EXPR_TYPE' });
    expect(failure('[[1]].join()').message).toContain('join does not take an array that holds an array');
  });

  it('sees own data of the items alone', () => {
    const trigger = [1, () => 1, new Date(0), 4];
    Object.defineProperty(trigger, 3, { get: () => 'called' });
    Object.defineProperty(trigger, 'constructor', { get: () => expect.fail('species was asked') });
    expect(evaluate('trigger.slice()', trigger)).toEqual([1, undefined, undefined, undefined]);
    expect(evaluate('trigger.join()', trigger)).toBe('1,,,');
    expect(evaluate(`trigger.includes('called')`, trigger)).toBe(false);
    expect(evaluate(`trigger.indexOf('called')`, trigger)).toBe(-1);
  });
});

describe('calls', () => {
  it.each([
    ...[`(5).includes('a')`, 'null.trim()', 'trigger.missing.split()', 'trigger.slice()', 'true.indexOf(1)'],
    ...[`[1].trim()`, `[1].split(',')`, `'a'.join()`, 'trigger.slice(trigger)', `'a'.join(trigger)`],
  ])('%s is undefined', (text) => expect(evaluate(text)).toBeUndefined());

  it.each([
    [`'a'.includes(trigger)`, '`includes` does not take an object'],
    [`'a'.split([])`, '`split` does not take an array'],
    ['[1].includes(trigger)', '`includes` does not take an object'],
    [`'abc'.slice(0, [1])`, '`slice` does not take an array'],
    [`'a'.trim(trigger)`, '`trim` does not take an object'],
  ])('%s is EXPR_TYPE', (text, message) => {
    expect(failure(text)).toMatchObject({ code: 'EXPR_TYPE', message: expect.stringContaining(message) as string });
  });
});

describe('EXPR_TYPE', () => {
  it.each('+ - * / % ** < <= > >='.split(' '))('is what %s says to an object or array', (sign) => {
    for (const text of [`1 ${sign} trigger`, `trigger ${sign} 1`, `[] ${sign} 'a'`, `'a' ${sign} []`]) {
      expect([text, failure(text).code]).toEqual([text, 'EXPR_TYPE']);
    }
  });

  it.each(['-trigger', '+trigger', '-[]', '+[1]'])('is what %s gives', (text) =>
    expect(failure(text).code).toBe('EXPR_TYPE'),
  );

  it('is a terminal failure that names the expression, the column and no value', () => {
    const error = failure('1 + (2 * trigger.marker)', { marker: { secret: 'marker-text' } });
    expect(error).toBeInstanceOf(TerminalError);
    expect(error.message).toBe('`*` does not take an object (in the expression `1 + (2 * trigger.marker)`, column 6)');
    expect(error.details).toEqual({ expression: '1 + (2 * trigger.marker)', column: 6 });
    expect(error.httpStatus).toBe(422);
  });

  it('shortens a long expression in the message and keeps it in the details', () => {
    const text = `trigger + '${'x'.repeat(200)}'`;
    const error = failure(text);
    expect(error.message).toContain(`${text.slice(0, 120)}…`);
    expect(error.message).not.toContain('x'.repeat(120));
    expect(error.details.expression).toBe(text);
  });

  it('is what data that throws becomes', () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    const error = failure('trigger.a', proxy);
    expect(error).toMatchObject({ code: 'EXPR_TYPE', message: expect.stringContaining('could not be read') as string });
    expect(error.cause).toBeInstanceOf(TypeError);
  });
});

describe('results', () => {
  it('are plain data', () => {
    const trigger = {
      a: 1,
      call: () => 1,
      date: new Date(0),
      none: undefined,
      list: [1, () => 1],
      deep: [{ f: parseExpression, b: 2 }],
    };
    const result = evaluate('trigger', trigger);
    expect(result).toStrictEqual({ a: 1, list: [1, undefined], deep: [{ b: 2 }] });
    expect(trigger.list).toHaveLength(2);
  });

  it('are given as they are when they are plain already', () => {
    const trigger = { a: [{ b: null }, 'x', Number.NaN], c: {} };
    expect(evaluate('trigger', trigger)).toBe(trigger);
    const holed = { first: 1, ...trigger, call: () => 1, last: { x: 1 } };
    const result = evaluate('trigger', holed) as typeof holed;
    expect(result).toStrictEqual({ first: 1, ...trigger, last: { x: 1 } });
    expect(result.a).toBe(trigger.a);
  });

  it('do not write themselves', () => {
    const hidden = (value: object) => Object.defineProperty(value, 'toJSON', { value: () => 'called' });
    expect(JSON.stringify(evaluate('trigger', [hidden({ a: 1 }), hidden([2])]))).toBe('[{"a":1},[2]]');
    expect(evaluate('trigger', { toJSON: 'data' })).toEqual({ toJSON: 'data' });
  });

  it('keep a member named __proto__ as a member', () => {
    const trigger = JSON.parse('{"__proto__": {"polluted": 1}, "b": 2}') as object;
    const result = evaluate('trigger', { data: trigger, gap: undefined }) as { data: object };
    expect(JSON.stringify(result)).toBe('{"data":{"__proto__":{"polluted":1},"b":2}}');
    const copied = evaluate('trigger', Object.assign(trigger, { gap: undefined })) as object;
    expect(Object.getPrototypeOf(copied)).toBe(Object.prototype);
    expect(JSON.stringify(copied)).toBe('{"__proto__":{"polluted":1},"b":2}');
  });
});
