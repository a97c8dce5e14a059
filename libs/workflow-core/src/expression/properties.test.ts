import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTemplate } from '../template/parse-template.js';
import { renderTemplate } from '../template/render-template.js';
import { evaluateExpression } from './evaluate-expression.js';
import { ExpressionError } from './expression-error.js';
import type { ExpressionContext, ExpressionRoot } from './expression.js';
import { parseCondition } from './parse-condition.js';
import { parseExpression } from './parse-expression.js';

const roots: ExpressionRoot[] = ['steps', 'trigger', 'team'];

/** Pieces that texts near the language are made of. */
const piece = fc.constantFrom(
  ...'trigger team steps steps.a steps.b.output [\'c\'] .x ?.y [0] .length .constructor ["__proto__"] item this new in'.split(
    ' ',
  ),
  ...'?? || && == != === !== < <= > >= + - * / % ** ! ? : ( ) [ ] , . ?. = => ; {{ }} { } ` // \\ " \''.split(' '),
  ...'0 1 2.5 .5 1e3 01 \'a\' "b" true false null undefined'.split(' '),
  ...".trim() .includes('a') .split('') .join( .slice(1) .indexOf( .toUpperCase()".split(' '),
  ...[' ', '\n', '\u2028', 'é', '\ud800'],
);
const soup = fc.oneof(
  fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(' ')),
  fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join('')),
  fc.string({ unit: 'binary', maxLength: 60 }),
);

/** Data, and things that are not data. */
const anything = fc.oneof(
  fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true, withSparseArray: true }),
  fc.jsonValue(),
  fc.constantFrom<unknown>(
    () => 1,
    Symbol('a'),
    new (class Instance {
      x = 1;
    })(),
    Object.defineProperty({}, 'x', { enumerable: true, get: () => expect.fail('a getter ran') }),
    new Proxy(
      {},
      {
        getPrototypeOf: () => {
          throw new RangeError('trap');
        },
      },
    ),
    Object.assign([], { length: 2 ** 32 - 1 }),
  ),
);

describe('any text over any data', () => {
  it('is refused, evaluated, or ends as an ExpressionError', () => {
    fc.assert(
      fc.property(soup, anything, anything, (text, x, output) => {
        const context = { trigger: { x, y: output }, steps: { a: { output }, b: { output: x } }, team: x };
        for (const parse of [parseExpression, parseCondition]) {
          const parsed = parse(text, { roots });
          if (parsed.ok) calmly(() => evaluateExpression(parsed.expression, context));
          else if (!isPlace(parsed.refusal.column, text)) return false;
        }
        const template = parseTemplate(text, { roots });
        if (template.ok) calmly(() => renderTemplate(template.template, context));
        return template.ok || isPlace(template.refusal.column, text);
      }),
      { numRuns: 500 },
    );
  });

  it('is JavaScript wherever it is taken', () => {
    fc.assert(
      fc.property(soup, (text) => !parseExpression(text, { roots }).ok || compile(text) !== undefined),
      { numRuns: 2000 },
    );
  });

  it('touches no step and no root but those it lists', () => {
    const spied = (touched: Set<PropertyKey>): ExpressionContext => {
      const spy = (target: object, seen: (key: PropertyKey) => unknown): object =>
        new Proxy(target, {
          getOwnPropertyDescriptor: (_, key) => (seen(key), Reflect.getOwnPropertyDescriptor(target, key)),
          get: (_, key) => (seen(key), Reflect.get(target, key) as unknown),
          has: (_, key) => (seen(key), Reflect.has(target, key)),
          ownKeys: () => expect.fail('all were listed'),
        });
      const view = { status: 'completed', output: { x: 'x', y: [1] }, attempts: 1 };
      const steps = spy({ a: view, b: view, c: view, d: view }, (key) => touched.add(`steps.${String(key)}`));
      return spy({ steps, trigger: { x: 'd', y: 'b' }, team: 'c' }, (key) => touched.add(key));
    };
    fc.assert(
      fc.property(soup, (text) => {
        const parsed = parseExpression(text, { roots });
        fc.pre(parsed.ok);
        const touched = new Set<PropertyKey>();
        calmly(() => evaluateExpression(parsed.expression, spied(touched)));
        const listed: PropertyKey[] = [
          ...parsed.expression.roots,
          ...parsed.expression.stepReads.map((read) => `steps.${read.stepId}`),
        ];
        for (const key of touched) expect(listed).toContain(key);
      }),
      { numRuns: 200 },
    );
  });

  function calmly(work: () => unknown): void {
    try {
      work();
    } catch (thrown) {
      if (!(thrown instanceof ExpressionError)) throw thrown;
    }
  }

  const isPlace = (column: number, text: string) => column >= 1 && column <= text.length + 1;
});

describe('a text of the part that JavaScript shares', () => {
  const data = {
    trigger: { n: 3, s: 'abcabc', t: '7', yes: true, nil: null, list: [1, 'a', null], deep: { x: { y: -2 } } },
    team: 'team_1',
  };
  const atom = fc.constantFrom(
    ...[
      '0',
      '1',
      '2.5',
      '.5',
      '1e3',
      "'a'",
      '"bc"',
      "''",
      "'7'",
      "'\\n\\\\'",
      'true',
      'false',
      'null',
      'undefined',
      'team',
    ],
    ...['trigger.n', 'trigger.s', 'trigger?.t', 'trigger.yes', 'trigger.nil', 'trigger.missing', 'trigger.missing?.x'],
    ...['trigger.deep.x.y', "trigger['n']", 'trigger["de" + "ep"].x.y', 'trigger.list[0]', 'trigger.list[1 + 1]'],
    ...['trigger.s.length', 'trigger.list.length', 'trigger.s[1]', 'trigger.s[99]', '[1, 2][1]', 'trigger?.nil?.x'],
    ...[
      "trigger.s.includes('b')",
      "trigger.s.indexOf('c', 3)",
      'trigger.s.slice(-2)',
      'trigger.s.toUpperCase().trim()',
    ],
    ...[
      "trigger.s.split('b').length",
      "trigger.s.split('b', 1)[0]",
      "trigger.s.startsWith('a')",
      "trigger.s.endsWith('c', 3)",
    ],
    ...[
      "trigger.list.includes('a')",
      'trigger.list.indexOf(null)',
      "trigger.list.join('-')",
      'trigger.list.slice(1)[0]',
    ],
    ...['[1, null].join()', "' a '.trim()", '(0 / 0)', '[0 / 0].includes(0 / 0)', '(trigger == trigger)', '([] == [])'],
  );
  const operator = fc.constantFrom(...'?? || && == != === !== < <= > >= + - * / % **'.split(' '));
  const { text } = fc.letrec<{ text: string; operand: string }>((tie) => ({
    operand: fc.oneof(
      { maxDepth: 4, depthIdentifier: 'text' },
      { weight: 5, arbitrary: atom },
      { weight: 2, arbitrary: tie('text').map((inner) => `(${inner})`) },
      { weight: 1, arbitrary: fc.tuple(fc.constantFrom('!', '-', '+'), tie('operand')).map((pair) => pair.join(' ')) },
    ),
    text: fc.oneof(
      { maxDepth: 4, depthIdentifier: 'text' },
      { weight: 3, arbitrary: fc.tuple(tie('operand'), operator, tie('operand')).map((parts) => parts.join(' ')) },
      {
        weight: 2,
        arbitrary: fc
          .tuple(tie('operand'), operator, tie('operand'), operator, tie('operand'))
          .map((parts) => parts.join('')),
      },
      {
        weight: 1,
        arbitrary: fc.tuple(tie('text'), tie('text'), tie('text')).map(([test, yes, no]) => `${test} ? ${yes} : ${no}`),
      },
    ),
  }));

  it('is refused where JavaScript refuses it, and gives what JavaScript gives', () => {
    let agreed = 0;
    fc.assert(
      fc.property(text, (source) => {
        fc.pre(!source.includes('--') && !source.includes('++'));
        const oracle = compile(source);
        const parsed = parseExpression(source, { roots });
        if (!parsed.ok && parsed.refusal.code === 'EXPR_TOO_LARGE') return;
        expect(parsed.ok).toBe(oracle !== undefined);
        if (!parsed.ok || oracle === undefined) return;
        agreed += 1;
        expect(evaluateExpression(parsed.expression, data)).toStrictEqual(oracle(data.trigger, data.team));
      }),
      { numRuns: 1500 },
    );
    expect(agreed).toBeGreaterThan(500);
  });
});

describe('templates', () => {
  it('render once: what a value holds stays text', () => {
    const braces = fc.array(fc.oneof(piece, fc.constantFrom('{{', '}}', '{{team}}', '{{trigger.x}}', '{')), {
      maxLength: 8,
    });
    fc.assert(
      fc.property(braces, (pieces) => {
        const x = pieces.join('');
        const render = (template: string) => {
          const parsed = parseTemplate(template, { roots });
          if (!parsed.ok) throw new Error(parsed.refusal.message);
          return renderTemplate(parsed.template, { trigger: { x }, team: 'team_1' });
        };
        expect(render('{{trigger.x}}')).toBe(x);
        expect(render('a{{trigger.x}}b{{team}}')).toBe(`a${x}bteam_1`);
        expect(render('{{[trigger.x]}}')).toEqual([x]);
        expect(render('a{{[trigger.x]}}')).toBe(`a${JSON.stringify([x])}`);
      }),
      { numRuns: 500 },
    );
  });
});

function compile(source: string): ((trigger: unknown, team: unknown) => unknown) | undefined {
  try {
    // oxlint-disable-next-line no-new-func, no-implied-eval -- JavaScript itself is the oracle
    return new Function('trigger', 'team', `return (${source});`) as (trigger: unknown, team: unknown) => unknown;
  } catch {
    return undefined;
  }
}
