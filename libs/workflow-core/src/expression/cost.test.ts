import { afterEach, describe, expect, it, vi } from 'vitest';
import { newMeter } from './evaluate/evaluation.js';
import { findText } from './evaluate/find-text.js';
import { evaluatePart } from './evaluate/evaluate-part.js';
import { ExpressionError } from './expression-error.js';
import { limits } from './limits.js';
import { parseExpression } from './parse-expression.js';

const MiB = 1_048_576;

/** What an evaluation counted, without the 8 that visiting a primitive result costs. */
const cost = (text: string, trigger?: unknown): number => {
  const meter = newMeter();
  evaluate(text, trigger, meter);
  return limits.touched - meter.left - 8;
};
const evaluate = (text: string, trigger: unknown, meter = newMeter()): unknown => {
  const parsed = parseExpression(text, { roots: ['trigger'] });
  if (!parsed.ok) throw new Error(parsed.refusal.message);
  return evaluatePart(parsed.expression, { trigger }, meter, undefined);
};
const problem = (text: string, trigger: unknown): string => {
  try {
    evaluate(text, trigger);
  } catch (thrown) {
    if (thrown instanceof ExpressionError) return `${thrown.code} ${thrown.message}`;
    throw thrown;
  }
  return 'none';
};

describe('what an evaluation counts', () => {
  const text = 'x'.repeat(1000);
  const other = `${'x'.repeat(999)}y`;
  const list = Array.from({ length: 100 }, (_, index) => index);
  it.each<[string, unknown, number]>([
    ['1 + 2', text, 0],
    ['trigger.length', text, 0],
    ['trigger[5]', text, 1 /* the result */],
    ['(trigger + 1).length', text, 1000],
    ['(1 + trigger).length', text, 1000],
    ['(trigger + trigger).length', text, 2000],
    ['trigger * 1', text, 1000],
    ['-trigger', text, 1000],
    ['!trigger', text, 0],
    ['trigger.a < trigger.b', { a: text, b: other }, 2000],
    ['trigger.a == trigger.b', { a: text, b: other }, 2000],
    ['trigger.a === trigger.b', { a: text, b: 'short' }, 0],
    ['trigger == 1', text, 1000],
    ['trigger.a[trigger.b]', { a: {}, b: text }, 1000],
    ["trigger.includes('abc')", text, 1003],
    ["trigger.indexOf('abc')", text, 1003],
    ['trigger.startsWith(trigger)', text, 1000],
    ['trigger.endsWith(trigger)', text, 1000],
    ['trigger.slice(0, 10).length', text, 10],
    ['trigger.trim().length', text, 2000],
    ['trigger.toLowerCase().length', text, 2000],
    ['trigger.toUpperCase().length', 'ß'.repeat(1000), 3000],
    ["trigger.split('y').length", text, 1000 + 1 + 8],
    ["trigger.split('').length", text, 1000 + 1000 * 8],
    ['trigger.includes(-1)', list, 800],
    ['trigger.includes(-1, 90)', list, 80],
    ['trigger.indexOf(-1)', list, 800],
    ['trigger.a.includes(trigger.b)', { a: [text, 'short'], b: other }, 16 + 1000 + 1000],
    ['trigger.slice(10, 20).length', list, 80],
    ["trigger.join('--').length", list, 2 + 100 * 10 + 190],
    ['trigger', text, 1000],
    ['trigger', list, 800],
    ['trigger', { key: text }, 3 + 8 + 1000],
  ])('%s', (expression, trigger, expected) => expect(cost(expression, trigger)).toBe(expected));
});

describe('EXPR_LIMIT', () => {
  const big = 'x'.repeat(MiB - 100);
  it.each<[string, unknown]>([
    ['trigger + trigger + trigger', big],
    [Array(6).fill('trigger.trim().length').join('+'), big],
    ["trigger.includes('ab') || ".repeat(5).concat('1'), big],
    [Array(5).fill("trigger.split('y').length").join('+'), big],
    ['trigger.includes(1)', Array<number>(MiB).fill(0)],
    ['trigger.slice().length', Array<number>(MiB).fill(0)],
    ['trigger.join().length', Array<number>(MiB).fill(0)],
    ['trigger.slice().length', Object.assign([], { length: 4_294_967_295 })],
    ['trigger.join(trigger[0]).length', [big, 1, 1, 1, 1]],
  ])('ends %s beyond 4 MiB', (text, trigger) => {
    expect(problem(text, trigger)).toMatch(/^EXPR_LIMIT more than 4194304 bytes of data/);
  });

  it('allows 100,000 items of a split', () => {
    expect(evaluate("trigger.split(',').length", ','.repeat(99_999))).toBe(100_000);
    expect(problem("trigger.split(',').length", ','.repeat(100_000))).toMatch(/^EXPR_LIMIT split would give/);
    expect(problem("trigger.split('').length", 'x'.repeat(100_001))).toMatch(/^EXPR_LIMIT split would give/);
    expect(evaluate("trigger.split('', 100000).length", 'x'.repeat(100_001))).toBe(100_000);
  });

  it.each<[string, unknown, unknown]>([
    ['a text', 'x'.repeat(MiB - 2), 'x'.repeat(MiB - 1)],
    ['a longer text', '', 'x'.repeat(3 * MiB)],
    ['bytes, not characters', 'é'.repeat(MiB / 2 - 1), 'é'.repeat(MiB / 2)],
    ['an array', Array(MiB / 4 - 1).fill('x'), Array(MiB / 4).fill('x')],
    ['an object', { a: 'x'.repeat(MiB - 8) }, { a: 'x'.repeat(MiB - 7) }],
    ['many members', { a: 'x'.repeat(MiB - 15), b: 12 }, { a: 'x'.repeat(MiB - 15), b: 123 }],
  ])('allows results of 1 MiB of JSON: %s', (_, allowed, refused) => {
    expect(problem('trigger', allowed)).toBe('none');
    expect(problem('trigger', refused)).toMatch(/^EXPR_LIMIT the result is larger than 1048576 bytes/);
  });

  it('measures exactly what JSON takes', () => {
    const values = [
      'aé€😀\ud800\udc00\ud800x\udc00\n\u0001\b\v"\\/',
      '\ud83d',
      '\ude00',
      -0,
      1e21,
      0.1,
      NaN,
      true,
      false,
      null,
    ];
    const value = [values, {}, [], { a: {}, 'b"': [[]] }];
    const bytes = new TextEncoder().encode(JSON.stringify(value)).length;
    const filler = (size: number) => [value, 'x'.repeat(size - bytes - '[,""]'.length)];
    expect(problem('trigger', filler(MiB))).toBe('none');
    expect(problem('trigger', filler(MiB + 1))).toMatch(/^EXPR_LIMIT the result is larger/);
  });

  it('ends for data that holds itself, and for data that is too deep for JSON', () => {
    const loop: Record<string, unknown> = {};
    loop.self = loop;
    expect(problem('trigger', loop)).toMatch(/^EXPR_LIMIT the result is nested deeper than 1000 levels/);
    expect(evaluate('trigger.self.self.self == trigger', loop)).toBe(true);
    const nest = (levels: number) => JSON.parse('['.repeat(levels) + ']'.repeat(levels)) as unknown;
    expect(problem('trigger', nest(1000))).toBe('none');
    expect(problem('trigger', nest(200_000))).toMatch(/^EXPR_LIMIT the result is nested/);
  });

  it('lets an array of any shape that is 1 MiB of JSON pass', () => {
    for (const item of [1, '', {}, [1]]) {
      const size = JSON.stringify(item).length + 1;
      expect(problem('trigger', Array(Math.floor((MiB - 1) / size)).fill(item))).toBe('none');
    }
  });
});

describe('the work of a check', () => {
  afterEach(() => void vi.restoreAllMocks());
  const matches = (text: string): number => {
    const exec = vi.spyOn(RegExp.prototype, 'exec');
    parseExpression(text, { roots: ['trigger'] });
    const { length } = exec.mock.calls;
    exec.mockRestore();
    return length;
  };

  it('does not begin for a text that is too long', () => {
    expect(matches('1+'.repeat(50_000))).toBe(0);
  });

  it.each([
    '(',
    ')',
    '1+',
    '[',
    '"',
    "'\\'",
    '!',
    '?',
    '1?',
    '?.',
    '**',
    '. ',
    'a.',
    '..',
    '-',
    '\\',
    '//',
    '\u00a0',
    'é',
    '0',
  ])('is a few matches for a character of %j repeated', (piece) =>
    expect(matches(piece.repeat(4096 / piece.length))).toBeLessThanOrEqual(5 * 4097),
  );
});

describe('findText', () => {
  afterEach(() => void vi.restoreAllMocks());

  it('finds what indexOf finds', () => {
    const text = 'abababac'.repeat(5000);
    for (const wanted of [
      'ababac',
      'abac'.repeat(9),
      'abababac'.repeat(20),
      'abababac'.repeat(20).concat('c'),
      'c',
      'zz',
    ]) {
      for (const from of [0, 1, 39_000, 40_000]) expect(findText(text, wanted, from)).toBe(text.indexOf(wanted, from));
    }
  });

  it('looks at each character a bounded number of times, whatever the texts are', () => {
    const text = 'a'.repeat(20_000);
    for (const wanted of [`${'a'.repeat(2000)}b${'a'.repeat(2000)}`, `b${'a'.repeat(3999)}`, `${'a'.repeat(3999)}b`]) {
      const looks = vi.spyOn(String.prototype, 'charCodeAt');
      expect(findText(text, wanted, 0)).toBe(-1);
      expect(looks.mock.calls.length).toBeLessThan(4 * (text.length + wanted.length));
      looks.mockRestore();
    }
  });
});
