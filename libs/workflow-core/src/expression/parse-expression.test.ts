import { describe, expect, it } from 'vitest';
import type { ExpressionRoot } from './expression.js';
import { parseExpressionAt } from './parse/parse-expression-at.js';
import { parseExpression } from './parse-expression.js';

const roots: ExpressionRoot[] = ['steps', 'trigger', 'team'];
const parse = (text: string, steps?: string[]) => parseExpression(text, { roots, steps: steps && new Set(steps) });

/** `CODE@column`, or `ok`. */
const verdict = (text: string, steps?: string[]): string => {
  const parsed = parse(text, steps);
  return parsed.ok ? 'ok' : `${parsed.refusal.code}@${parsed.refusal.column}`;
};
const refusal = (text: string, steps?: string[]) => {
  const parsed = parse(text, steps);
  if (parsed.ok) throw new Error(`${text} was accepted`);
  return parsed.refusal;
};
const expression = (text: string, steps?: string[]) => {
  const parsed = parse(text, steps);
  if (!parsed.ok) throw new Error(parsed.refusal.message);
  return parsed.expression;
};

describe('literals', () => {
  it.each([
    ...['1', '0', '1.5', '.5', '1.', '1e3', '1E-3', '2.5e+3', '0.1', 'true', 'false', 'null', 'undefined'],
    ...[`'a'`, `"a"`, `''`, `'"'`, `"'"`, '[]', '[1]', `[1, 'a', [null]]`],
  ])('takes %s', (text) => expect(verdict(text)).toBe('ok'));

  it.each(['\\n', '\\t', '\\r', '\\b', '\\f', '\\v', "\\'", '\\"', '\\\\', '\\/', '\\{', '\\`', '\\-', '\\$', '\\_'])(
    'takes the escape %s',
    (escape) => expect(verdict(`'${escape}'`)).toBe('ok'),
  );

  it.each(['\\u0041', '\\x41', '\\101', '\\0', '\\a', '\\ ', '\\é', '\\\n'])('refuses the escape %j', (escape) =>
    expect(verdict(`'a${escape}'`)).toBe('EXPR_SYNTAX@3'),
  );

  it.each(['\n', '\r', '\u2028', '\u2029'])('refuses the raw line end %j in a string', (end) => {
    expect(verdict(`'ab${end}c'`)).toBe('EXPR_SYNTAX@4');
  });

  it.each(["'a", '"a', "'a\\'", "'", "'a\\"])('refuses the open string %j', (text) => {
    expect(verdict(text)).toMatch(/^EXPR_SYNTAX/);
  });

  it.each(['01', '00', '007.5', '0x10', '0b1', '0o7', '1n', '1_000', '1a', '1.a', '1e', '1e+', '3é', '1$'])(
    'refuses the number %s',
    (text) => expect(verdict(text)).toBe('EXPR_SYNTAX@1'),
  );

  it.each([
    ['[1,,2]', 4],
    ['[,1]', 2],
    ['[,]', 2],
    ['[1,]', 4],
  ])('refuses the holes of %s', (text, column) => expect(verdict(text)).toBe(`EXPR_SYNTAX@${column}`));
});

describe('operators', () => {
  it.each('?? || && == != === !== < <= > >= + - * / % **'.split(' '))('takes %s', (sign) => {
    expect(verdict(`1 ${sign} 2`)).toBe('ok');
    expect(verdict(`1${sign}2`)).toBe('ok');
  });

  it.each(['!1', '-1', '+1', '- -1', '!!1', '-+!1', '1 - -1', '1 ? 2 : 3', '1 ? 2 : 3 ? 4 : 5', '1 ? 2 ? 3 : 4 : 5'])(
    'takes %s',
    (text) => expect(verdict(text)).toBe('ok'),
  );

  it.each([
    ['1 ?? 2 || 3', 8],
    ['1 ?? 2 && 3', 8],
    ['1 || 2 ?? 3', 8],
    ['1 && 2 ?? 3', 8],
    ['1 && 2 == 3 ?? 4', 13],
    ['(1 ?? 2 || 3)', 9],
    ['[1 ?? 2 || 3]', 9],
    ['!1 ?? -2 || 3', 10],
    ['1 ? 2 ?? 3 || 4 : 5', 12],
    ['1 ? 2 : 3 ?? 4 || 5', 16],
    ['trigger.a[1 ?? 2 || 3]', 18],
    ['trigger.a.slice(1 ?? 2 || 3)', 24],
  ])('refuses ?? mixed with || or && in %s', (text, column) => expect(verdict(text)).toBe(`EXPR_SYNTAX@${column}`));

  it.each([
    '1 ?? (2 || 3)',
    '(1 || 2) ?? 3',
    '1 ?? 2 ?? 3',
    '1 || 2 && 3',
    '1 ?? 2 ? 3 || 4 : 5 && 6',
    '[1 ?? 2, 3 || 4]',
    'trigger.a.slice(1 ?? 2, 3 || 4)',
    'trigger[1 || 2] ?? 3',
  ])('takes %s', (text) => expect(verdict(text)).toBe('ok'));

  it.each([
    ['-2 ** 2', 1],
    ['+2 ** 2', 1],
    ['!2 ** 2', 1],
    ['- -2 ** 2', 3],
    ['-(2) ** 2', 1],
    ['-trigger.a.b ** 2', 1],
    ['-trigger.a[0] ** 2', 1],
    ['1 + -2 ** 2', 5],
    ['2 ** -2 ** 2', 6],
  ])('refuses the prefix before the base of ** in %s', (text, column) =>
    expect(verdict(text)).toBe(`EXPR_SYNTAX@${column}`),
  );

  it.each(['(-2) ** 2', '-(2 ** 2)', '2 ** -2', '2 ** 3 ** 2', '-[2 ** 2]'])('takes %s', (text) =>
    expect(verdict(text)).toBe('ok'),
  );
});

describe('members and calls', () => {
  it.each([
    'trigger.a',
    'trigger?.a',
    'trigger . a ?. b',
    "trigger['a']",
    'trigger[0]',
    'trigger[1 + 1]',
    'trigger[trigger.key]',
    "'abc'.length",
    "'abc'[0]",
    '[1, 2][0]',
    '(1 + 2).length',
    '1 .length',
    'null.a',
    'trigger.true.null.in.this.new',
    'trigger.größe',
    'trigger.$a_1',
  ])('takes %s', (text) => expect(verdict(text)).toBe('ok'));

  it.each([
    ...[
      'includes',
      'startsWith',
      'endsWith',
      'indexOf',
      'slice',
      'trim',
      'toLowerCase',
      'toUpperCase',
      'split',
      'join',
    ],
  ])('takes a call of %s', (method) => {
    expect(verdict(`trigger.a.${method}()`)).toBe('ok');
    expect(verdict(`trigger.a?.${method}('x', 1)`)).toBe('ok');
  });

  it.each([
    '__proto__',
    'constructor',
    'prototype',
    '__defineGetter__',
    '__defineSetter__',
    '__lookupGetter__',
    '__lookupSetter__',
  ])('refuses %s when written', (name) => {
    expect(verdict(`trigger.${name}`)).toBe('EXPR_FORBIDDEN@9');
    expect(verdict(`trigger?.${name}`)).toBe('EXPR_FORBIDDEN@10');
    expect(verdict(`trigger['${name}']`)).toBe('EXPR_FORBIDDEN@9');
    expect(verdict(`trigger[("${name}")]`)).toBe('EXPR_FORBIDDEN@10');
    expect(verdict(`steps.${name}`)).toBe('EXPR_FORBIDDEN@7');
    expect(verdict(`''.${name}`)).toBe('EXPR_FORBIDDEN@4');
    expect(verdict(`trigger.a.${name}.b`)).toBe('EXPR_FORBIDDEN@11');
    expect(verdict(`trigger.${name}('x')`)).toBe('EXPR_FORBIDDEN@9');
  });

  it.each(["trigger[['a']]", 'trigger[[]]', 'trigger[([0])]'])('refuses an array literal as a key in %s', (text) => {
    expect(refusal(text)).toMatchObject({ code: 'EXPR_FORBIDDEN', message: 'a list cannot be a key' });
  });

  it.each([
    ['trigger.a.map(1)', 'EXPR_FORBIDDEN@11'],
    ['trigger.a.toString()', 'EXPR_FORBIDDEN@11'],
    ['trigger.a.replace(1, 2)', 'EXPR_FORBIDDEN@11'],
    ['trigger()', 'EXPR_FORBIDDEN@8'],
    ['eval(1)', 'EXPR_FORBIDDEN@5'],
    ["trigger['trim']()", 'EXPR_FORBIDDEN@16'],
    ['(trigger.a.trim)()', 'EXPR_FORBIDDEN@17'],
    ['trigger.a.trim()()', 'EXPR_FORBIDDEN@17'],
    ["'a'()", 'EXPR_FORBIDDEN@4'],
    ['1()', 'EXPR_FORBIDDEN@2'],
    ['trigger.a?.()', 'EXPR_SYNTAX@12'],
    ['trigger.a?.[0]', 'EXPR_SYNTAX@12'],
    ['steps.research()', 'EXPR_FORBIDDEN@7'],
  ])('refuses %s', (text, expected) => expect(verdict(text)).toBe(expected));

  it('names the method that was meant', () => {
    expect(refusal('trigger.a.startWith(1)').hint).toBe('did you mean `startsWith`?');
    expect(refusal('trigger.a.matchAll(1)').hint).toBeUndefined();
  });
});

describe('what is not in the language', () => {
  it.each([
    ['trigger.a = 1', 'EXPR_FORBIDDEN@11'],
    ['trigger.a += 1', 'EXPR_FORBIDDEN@11'],
    ['trigger.a ??= 1', 'EXPR_FORBIDDEN@11'],
    ['trigger.a ||= 1', 'EXPR_FORBIDDEN@11'],
    ['trigger.a **= 1', 'EXPR_FORBIDDEN@11'],
    ['trigger.a++', 'EXPR_FORBIDDEN@10'],
    ['--trigger.a', 'EXPR_FORBIDDEN@1'],
    ['new Date', 'EXPR_FORBIDDEN@1'],
    ['this', 'EXPR_FORBIDDEN@1'],
    ['this.trigger', 'EXPR_FORBIDDEN@1'],
    ['() => 1', 'EXPR_FORBIDDEN@4'],
    ['x => x', 'EXPR_FORBIDDEN@3'],
    ['`a`', 'EXPR_FORBIDDEN@1'],
    ['trigger`a`', 'EXPR_FORBIDDEN@8'],
    ['/a/', 'EXPR_FORBIDDEN@1'],
    ['1 + /a/g', 'EXPR_FORBIDDEN@5'],
    ['{a: 1}', 'EXPR_FORBIDDEN@1'],
    ['({})', 'EXPR_FORBIDDEN@2'],
    ['[...trigger.a]', 'EXPR_FORBIDDEN@2'],
    ['typeof 1', 'EXPR_FORBIDDEN@1'],
    ['void 0', 'EXPR_FORBIDDEN@1'],
    ['delete trigger.a', 'EXPR_FORBIDDEN@1'],
    ["'a' in trigger", 'EXPR_FORBIDDEN@5'],
    ['trigger instanceof trigger', 'EXPR_FORBIDDEN@9'],
    ['function () {}', 'EXPR_FORBIDDEN@13'],
    ['await 1', 'EXPR_FORBIDDEN@1'],
    ['1, 2', 'EXPR_FORBIDDEN@2'],
    ['(1, 2)', 'EXPR_FORBIDDEN@3'],
    ['(1,)', 'EXPR_FORBIDDEN@3'],
    ['trigger[1, 2]', 'EXPR_FORBIDDEN@10'],
    ['1 ? 2 : 3, 4', 'EXPR_FORBIDDEN@10'],
    ['1 // a', 'EXPR_FORBIDDEN@3'],
    ['1 /* a */', 'EXPR_FORBIDDEN@3'],
    ['/* a */ 1', 'EXPR_FORBIDDEN@1'],
    ['1 <!-- a', 'EXPR_FORBIDDEN@5'],
    ...['&', '|', '^', '<<', '>>', '>>>'].map((sign) => [`1 ${sign} 2`, 'EXPR_FORBIDDEN@3']),
    ['~1', 'EXPR_FORBIDDEN@1'],
    ['1;', 'EXPR_SYNTAX@2'],
    ['1; 2', 'EXPR_SYNTAX@2'],
    ['1 2', 'EXPR_SYNTAX@3'],
    ['trigger team', 'EXPR_SYNTAX@9'],
    ["'a' 'b'", 'EXPR_SYNTAX@5'],
    ['[1 2]', 'EXPR_SYNTAX@4'],
    ['trigger.a.slice(1 2)', 'EXPR_SYNTAX@19'],
    ['(trigger team)', 'EXPR_SYNTAX@10'],
    ['1}', 'EXPR_SYNTAX@2'],
    ['#a', 'EXPR_SYNTAX@1'],
    ['@a', 'EXPR_SYNTAX@1'],
    ['\\u0061', 'EXPR_SYNTAX@1'],
    ['1 + 😀', 'EXPR_SYNTAX@5'],
    ['1\u00a0+ 2', 'EXPR_SYNTAX@2'],
    ['\ud800', 'EXPR_SYNTAX@1'],
    ['\0', 'EXPR_SYNTAX@1'],
  ])('refuses %s', (text, expected) => expect(verdict(text)).toBe(expected));

  it.each([
    ['', 'EXPR_SYNTAX@1'],
    ['   ', 'EXPR_SYNTAX@4'],
    ['1 +', 'EXPR_SYNTAX@4'],
    ['+', 'EXPR_SYNTAX@2'],
    ['* 1', 'EXPR_SYNTAX@1'],
    ['1 + * 1', 'EXPR_SYNTAX@5'],
    ['1 !', 'EXPR_SYNTAX@3'],
    ['1 ! 2', 'EXPR_SYNTAX@3'],
    ['()', 'EXPR_SYNTAX@2'],
    ['(1', 'EXPR_SYNTAX@1'],
    ['1)', 'EXPR_SYNTAX@2'],
    ['1]', 'EXPR_SYNTAX@2'],
    ['(1]', 'EXPR_SYNTAX@1'],
    ['[1)', 'EXPR_SYNTAX@1'],
    ['[(])', 'EXPR_SYNTAX@3'],
    ['[-]', 'EXPR_SYNTAX@3'],
    ['trigger[]', 'EXPR_SYNTAX@9'],
    ['trigger[1', 'EXPR_SYNTAX@8'],
    ['trigger.a.slice(1', 'EXPR_SYNTAX@16'],
    ['trigger.a.slice(1,)', 'EXPR_SYNTAX@19'],
    ['trigger.a.slice(,1)', 'EXPR_SYNTAX@17'],
    ['trigger.', 'EXPR_SYNTAX@9'],
    ['trigger.1', 'EXPR_SYNTAX@8'],
    ["trigger.'a'", 'EXPR_SYNTAX@9'],
    ['trigger..a', 'EXPR_SYNTAX@9'],
    ['.a', 'EXPR_SYNTAX@1'],
    ['1 ? 2', 'EXPR_SYNTAX@3'],
    ['1 ? : 2', 'EXPR_SYNTAX@5'],
    ['1 : 2', 'EXPR_SYNTAX@3'],
    ['1 ? 2 : 3 : 4', 'EXPR_SYNTAX@11'],
    ['(1 ? 2) : 3', 'EXPR_SYNTAX@4'],
    ['[1 ? 2, 3]', 'EXPR_SYNTAX@4'],
    [', 1', 'EXPR_SYNTAX@1'],
  ])('refuses the broken %j', (text, expected) => expect(verdict(text)).toBe(expected));

  it('says what is missing', () => {
    expect(refusal('(1').message).toBe('`(` has no `)`');
    expect(refusal('[1').message).toBe('`[` has no `]`');
    expect(refusal('1 ? 2').message).toBe('`?` has no `:`');
    expect(refusal('1 +').message).toBe('something is missing after `+`');
  });
});

describe('roots', () => {
  it.each<[ExpressionRoot[], string]>([
    [['event', 'team'], 'event.a == team'],
    [['item', 'index', 'loop'], 'item.a + index + loop.index'],
    [['map', 'run', 'signal'], 'map.ok && run.error.code && signal.x'],
  ])('takes the roots %s that its place has', (known, text) => {
    const parsed = parseExpression(text, { roots: known });
    expect(parsed.ok && [...parsed.expression.roots].sort()).toEqual([...known].sort());
  });

  it.each([
    'a',
    'event',
    'constructor',
    'globalThis',
    'process',
    'Math',
    'NaN',
    'Infinity',
    'toString',
    'hasOwnProperty',
  ])('refuses the root %s', (name) => {
    expect(refusal(`1 + ${name}.x`)).toMatchObject({ code: 'EXPR_UNKNOWN_ROOT', column: 5 });
    expect(verdict(name)).toBe('EXPR_UNKNOWN_ROOT@1');
  });

  it('says that secrets is reserved', () => {
    expect(refusal('secrets.key')).toEqual({ code: 'EXPR_UNKNOWN_ROOT', message: '`secrets` is reserved', column: 1 });
  });

  it('names the roots of the place and the one that was meant', () => {
    expect(refusal('triger.a')).toEqual({
      code: 'EXPR_UNKNOWN_ROOT',
      message: '`triger` is not known here; known are steps, trigger, team',
      column: 1,
      hint: 'did you mean `trigger`?',
    });
  });

  it('refuses steps where its place has none', () => {
    const parsed = parseExpression('steps.a', { roots: ['trigger', 'team'] });
    expect(parsed).toMatchObject({ ok: false, refusal: { code: 'EXPR_UNKNOWN_ROOT' } });
  });
});

describe('steps', () => {
  it('reads a step by an id that is written out, after a dot or as a string', () => {
    expect(expression(`steps.b.status + steps['a'].output + steps?.c.error + steps["d-e"].error`).stepReads).toEqual([
      { stepId: 'b', column: 7, readsOutput: false },
      { stepId: 'a', column: 24, readsOutput: true },
      { stepId: 'c', column: 45, readsOutput: false },
      { stepId: 'd-e', column: 61, readsOutput: false },
    ]);
  });

  it('lists a step once, where it is named first, and reads its output if any place does', () => {
    const { stepReads } = expression('steps.a.status == steps.a.output.x || steps.b.status == steps.b.attempts');
    expect(stepReads).toEqual([
      { stepId: 'a', column: 7, readsOutput: true },
      { stepId: 'b', column: 45, readsOutput: false },
    ]);
  });

  it.each(['steps.a', "steps.a['out' + 'put']", 'steps.a[trigger.x]', "steps.a.includes('x')", "steps.a['output']"])(
    'takes %s as a read of the output',
    (text) => expect(expression(text).stepReads[0]?.readsOutput).toBe(true),
  );

  it('finds reads wherever they stand', () => {
    const text =
      "[steps.a][steps.b.output] + trigger.x.slice(steps.c.output) ?? (steps.d ? -steps.e.output : !steps['f'].output)";
    expect(expression(text).stepReads.map((read) => read.stepId)).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  });

  it.each([
    ['steps', 1],
    ['(steps)', 2],
    ['steps == 1', 1],
    ['[steps]', 2],
    ['steps.includes(1)', 1],
    ['steps[trigger.x]', 1],
    ["1 + steps['a' + 'b']", 5],
    ['steps[0]', 1],
    ['steps[true]', 1],
    ['steps[team]', 1],
    ['trigger[steps]', 9],
  ])('refuses %s', (text, column) => expect(verdict(text)).toBe(`EXPR_DYNAMIC_STEP@${column}`));

  it('takes any id when the ids are not known', () => expect(verdict('steps.anything.output')).toBe('ok'));

  it('refuses a step that is not known, naming the one that was meant', () => {
    expect(verdict('steps.research.output', ['research'])).toBe('ok');
    expect(refusal('1 + steps.reserch.output', ['research'])).toEqual({
      code: 'EXPR_UNKNOWN_STEP',
      message: 'there is no step `reserch` to read here',
      column: 11,
      hint: 'did you mean `research`?',
    });
    expect(refusal('steps.foo.output', ['research']).hint).toBeUndefined();
  });

  it('explains how an id with a dash is written', () => {
    expect(refusal('steps.follow-up.output', ['follow-up']).hint).toBe(
      "an id with a dash is written steps['follow-up']",
    );
  });
});

describe('limits', () => {
  it('takes 4,096 characters and refuses more', () => {
    expect(verdict(`'${'x'.repeat(4094)}'`)).toBe('ok');
    expect(verdict(`'${'x'.repeat(4095)}'`)).toBe('EXPR_TOO_LARGE@1');
  });

  it('takes 64 levels and refuses more', () => {
    const nested = (open: string, close: string) => (levels: number) => open.repeat(levels) + 1 + close.repeat(levels);
    for (const nest of [nested('(', ')'), nested('[', ']'), nested('- ', ''), nested('1?', ':1'), nested('1?1:', '')]) {
      expect(verdict(nest(64))).toBe('ok');
      expect(verdict(nest(65))).toMatch(/^EXPR_TOO_LARGE/);
    }
    expect(verdict(`${'trigger['.repeat(64)}1${']'.repeat(64)}`)).toBe('ok');
    expect(verdict(`${'trigger['.repeat(65)}1${']'.repeat(65)}`)).toBe('EXPR_TOO_LARGE@520');
  });

  it('counts as depth what is open at one place, not what has been closed', () => {
    expect(verdict(Array(100).fill('(1)').join('+'))).toBe('ok');
    expect(verdict(Array(100).fill('-1').join('+'))).toBe('ok');
    expect(verdict(`[${Array(80).fill('1?2:3').join(',')}]`)).toBe('ok');
  });

  it('takes 512 nodes and refuses more', () => {
    const sum = (terms: number) => Array(terms).fill('1').join('+');
    expect(verdict(`-(${sum(256)})`)).toBe('ok');
    expect(verdict(`- -(${sum(256)})`)).toBe('EXPR_TOO_LARGE@515');
    expect(verdict(`trigger${'.a'.repeat(511)}`)).toBe('ok');
    expect(verdict(`trigger${'.a'.repeat(512)}`)).toBe('EXPR_TOO_LARGE@1030');
    expect(verdict(sum(256).replaceAll('+', '**'))).toBe('ok');
  });

  it.each([
    '('.repeat(2000),
    `${'('.repeat(2000)}1${')'.repeat(2000)}`,
    '['.repeat(4096),
    '!'.repeat(4096),
    '1?'.repeat(2048),
  ])('refuses hostile nesting without recursion', (text) => expect(verdict(text)).toMatch(/^EXPR_TOO_LARGE/));
});

describe('an expression', () => {
  it('keeps its text and names what it reads', () => {
    const { text, roots: read, isConstant } = expression(' steps.a.output > trigger.b && team ');
    expect(text).toBe(' steps.a.output > trigger.b && team ');
    expect(read).toEqual(['steps', 'trigger', 'team']);
    expect(isConstant).toBe(false);
  });

  it('is constant when it reads nothing', () => {
    expect(expression("1 + 'a'.length").isConstant).toBe(true);
    expect(expression('true || trigger.a').isConstant).toBe(false);
  });

  it('counts columns in the text that it is a part of', () => {
    const part = (text: string) => parseExpressionAt(text, 10, { roots });
    expect(part('steps.a')).toMatchObject({ expression: { stepReads: [{ column: 17 }] } });
    expect(part('1 + x')).toMatchObject({ refusal: { column: 15 } });
    expect(part('')).toMatchObject({ refusal: { column: 11 } });
    expect(part('x'.repeat(5000))).toMatchObject({ refusal: { column: 11 } });
    expect(part("1 + 'a")).toMatchObject({ refusal: { column: 15 } });
  });
});
