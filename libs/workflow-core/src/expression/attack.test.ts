import { describe, expect, it } from 'vitest';
import { renderTemplate } from '../template/render-template.js';
import { parseTemplate } from '../template/parse-template.js';
import { evaluateExpression } from './evaluate-expression.js';
import { ExpressionError } from './expression-error.js';
import type { ExpressionContext } from './expression.js';
import { parseExpression } from './parse-expression.js';

const roots = ['steps', 'trigger', 'team'] as const;

/** A context with everything that should not be in one. */
function hostileContext(): ExpressionContext {
  class Instance {
    field = 'field';
    method() {
      return 'method ran';
    }
    get getter() {
      return expect.fail('a getter of a class ran');
    }
    toString() {
      return expect.fail('toString ran');
    }
    [Symbol.toPrimitive]() {
      return expect.fail('toPrimitive ran');
    }
  }
  const trap = () => expect.fail('a function of the context ran');
  const trigger = {
    s: 'text',
    n: 1,
    list: [1, trap, new Instance()],
    call: trap,
    instance: new Instance(),
    classItself: Instance,
    symbol: Symbol.iterator,
    toString: trap,
    valueOf: trap,
    toJSON: trap,
    // oxlint-disable-next-line unicorn/no-thenable -- one more function that must not run
    then: trap,
    [Symbol.toPrimitive]: trap,
    get getter() {
      return trap();
    },
    own: JSON.parse('{"__proto__": {"x": 1}, "constructor": {"constructor": "x"}, "prototype": 1}') as unknown,
    keys: { p: '__proto__', c: 'constructor', o: { toString: () => '__proto__' }, list: ['constructor'] },
    code: 'return process',
    template: '{{trigger.call}}',
    expression: 'constructor.constructor("return process")()',
  };
  return { trigger, team: 'team_1', steps: { a: { output: { x: 1, f: trap }, status: 'completed' } } };
}

/** Each was an escape somewhere, or looks like the start of one. */
const corpus = [
  // The way to Function.
  `constructor`,
  `constructor.constructor('return process')()`,
  `trigger.constructor.constructor('return process')()`,
  `''.constructor.constructor('return process')()`,
  `[].constructor.constructor('return process')()`,
  `(1).constructor.constructor('return process')()`,
  `true.constructor`,
  `'a'['constructor']['constructor']('return 1')()`,
  `'a'["const" + "ructor"]`,
  `'a'["const" + "ructor"]["const" + "ructor"]('return 1')()`,
  `'a'[trigger.keys.c]`,
  `'a'[trigger.keys.c][trigger.keys.c]`,
  `'a'[['constructor']]`,
  `'a'[trigger.keys.list]`,
  `'a'[trigger.keys.o]`,
  `'a'['constructor'.trim()]`,
  `'a'['CONSTRUCTOR'.toLowerCase()]`,
  `'a'['xconstructor'.slice(1)]`,
  `'a'['con,structor'.split(',').join('')]`,
  `'a'[['con', 'structor'].join('')]`,
  `trigger['\\u0063onstructor']`,
  `trigger['\\x63onstructor']`,
  `trigger['\\143onstructor']`,
  `trigger.\\u0063onstructor`,
  `trigger.con\\u0073tructor`,
  `trigger['c\\onstructor']`,
  `'a'.slice.constructor('return process')()`,
  `'a'.trim.call('b')`,
  `'a'.trim.apply`,
  `'a'.trim['constructor']`,
  `'a'.trim.bind('b')()`,
  `[].join.constructor`,
  `[].map.constructor`,
  `trigger.call()`,
  `trigger.call`,
  `trigger.call.constructor`,
  `trigger.call['call']`,
  `trigger.call.name`,
  `trigger.list[1]()`,
  `trigger.list[1]`,
  `trigger.list[2].field`,
  `trigger.classItself`,
  `trigger.classItself.prototype`,
  `new trigger.classItself()`,
  `trigger.instance`,
  `trigger.instance.field`,
  `trigger.instance.method()`,
  `trigger.instance.getter`,
  `trigger.instance + ''`,
  `trigger.getter`,
  `trigger.symbol`,
  `'' + trigger.symbol`,
  `trigger[trigger.symbol]`,
  `trigger + ''`,
  `trigger == 'x'`,
  `trigger < 1`,
  `-trigger`,
  `'x'.includes(trigger)`,
  `[trigger].join()`,
  `[trigger.instance].join()`,
  `'' + [trigger.instance]`,
  // The way to prototypes.
  `__proto__`,
  `trigger.__proto__`,
  `trigger['__proto__']`,
  `trigger['__pro' + 'to__']`,
  `trigger[trigger.keys.p]`,
  `trigger.own[trigger.keys.p]`,
  `trigger.own[trigger.keys.p].x`,
  `trigger.own['con' + 'structor']`,
  `trigger.own`,
  `trigger['__define' + 'Getter__']`,
  `trigger.__defineGetter__('x', trigger.call)`,
  `trigger.__lookupGetter__('getter')`,
  `''.__proto__.trim`,
  `[].__proto__.polluted`,
  `trigger.__proto__.polluted = 1`,
  `trigger.__proto__['polluted'] = 1`,
  `steps.__proto__`,
  `steps['__proto__']`,
  `steps.constructor`,
  `steps['con' + 'structor']`,
  `steps.a.constructor`,
  `steps.a['__proto__'].x`,
  `steps.hasOwnProperty('a')`,
  `steps.toString`,
  `steps.a.output.f()`,
  `steps.a.output.f`,
  `trigger.hasOwnProperty('s')`,
  `trigger.toString()`,
  `trigger.valueOf()`,
  `trigger.s.toString()`,
  `trigger.s.valueOf`,
  `trigger.s.at(0)`,
  `trigger.s.replace('t', trigger.call)`,
  `trigger.s.matchAll('t')`,
  `trigger.s.normalize()`,
  `trigger.s.repeat(1e9)`,
  `trigger.s.padEnd(1e9)`,
  `trigger.n.toFixed(2)`,
  `trigger.n.trim()`,
  `trigger.list.map(trigger.call)`,
  `trigger.list.push(1)`,
  `trigger.list.length = 0`,
  `trigger.list.concat([1])`,
  `trigger.list.sort()`,
  `trigger.list.constructor`,
  // The way to globals.
  `process`,
  `process.exit()`,
  `globalThis`,
  `global.process`,
  `window`,
  `this`,
  `this.constructor`,
  `arguments`,
  `arguments.callee`,
  `require('fs')`,
  `import('fs')`,
  `import.meta`,
  `new.target`,
  `eval('1')`,
  `Function('return 1')()`,
  `(0, eval)('1')`,
  `Reflect.construct`,
  `Object.keys(trigger)`,
  `JSON.stringify(trigger)`,
  `Symbol.iterator`,
  `Math.max(1)`,
  `Date.now()`,
  `setTimeout`,
  `fetch('http://169.254.169.254')`,
  `undefined.constructor`,
  `null.constructor`,
  `secrets.key`,
  // The way around the grammar.
  `() => process`,
  `(() => process)()`,
  `function () { return process }()`,
  `async () => 1`,
  `class {}`,
  `\`\${process}\``,
  `trigger.s\`x\``,
  `/./.constructor`,
  `{}.constructor`,
  `({}).constructor`,
  `[...'x']`,
  `trigger?.['constructor']`,
  `trigger?.constructor`,
  `trigger?.call?.()`,
  `trigger.#private`,
  `trigger.s, process`,
  `trigger.s; process`,
  `trigger.s\nprocess`,
  `trigger.s // x`,
  `trigger.s /* x */`,
  `trigger.s <!-- x`,
  `--> x`,
  `#!/bin/sh`,
  `trigger.s = trigger.call`,
  `trigger.s ??= 1`,
  `delete trigger.s`,
  `trigger.n++`,
  `void trigger.call()`,
  `typeof process`,
  `'s' in trigger`,
  `trigger instanceof trigger.classItself`,
  `yield 1`,
  `await trigger.then`,
  `with (trigger) s`,
  `if (1) 2`,
  `throw 1`,
  `1..constructor`,
  `1e3.constructor`,
  `.1.constructor`,
  `0x1.constructor`,
  `1n.constructor`,
  `trigger\u200b.s`,
  `tr\u0456gger.s`,
  `trigger.ѕ`,
  `trigger。s`,
  `‮trigger.s`,
  `$0`,
  `$1.a`,
  `trigger.$0`,
  `trigger[$0]`,
  `\ud835\udc61`,
  `'\u2028'`,
  `'\\\u2028'`,
  `"\\`,
  `'`,
  `{{trigger}}`,
  `}}`,
  `\${trigger}`,
  `%00`,
  `\0`,
  `\u0000trigger`,
  `trigger.template`,
  `trigger.expression`,
  `trigger.code`,
];

describe('the attack corpus', () => {
  const prototypes = [Object, Array, String, Number, Boolean, Function, Symbol, RegExp, Date, Promise].map(
    (builtin) => builtin.prototype as object,
  );
  const snapshot = () =>
    prototypes.map((prototype) =>
      Reflect.ownKeys(prototype).map((key) => [key, Reflect.getOwnPropertyDescriptor(prototype, key)]),
    );

  it.each([...new Set(corpus)])('gets nothing out of %j', (text) => {
    const before = snapshot();
    const context = hostileContext();
    const results: unknown[] = [];
    const parsed = parseExpression(text, { roots });
    if (parsed.ok) results.push(attempt(() => evaluateExpression(parsed.expression, context)));
    for (const template of [`{{${text}}}`, `a {{ ${text} }} b`, text]) {
      const made = parseTemplate(template, { roots });
      if (made.ok) results.push(attempt(() => renderTemplate(made.template, context)));
    }
    expect(results.filter((result) => !isPlain(result))).toEqual([]);
    expect(snapshot()).toEqual(before);
  });

  /** Whether everything that can be reached from a result is JSON, or undefined. */
  function isPlain(value: unknown): boolean {
    if (typeof value !== 'object' || value === null) {
      return ['string', 'number', 'boolean', 'undefined', 'object'].includes(typeof value) && value !== 'method ran';
    }
    if (![Object.prototype, Array.prototype].includes(Object.getPrototypeOf(value) as never)) return false;
    return Reflect.ownKeys(value).every((key) => {
      const property = Reflect.getOwnPropertyDescriptor(value, key);
      return typeof key === 'string' && property?.get === undefined && isPlain(property?.value);
    });
  }

  /** The value, or undefined for an end that the language has. */
  function attempt(work: () => unknown): unknown {
    try {
      return work();
    } catch (thrown) {
      if (thrown instanceof ExpressionError) return undefined;
      throw thrown;
    }
  }
});
