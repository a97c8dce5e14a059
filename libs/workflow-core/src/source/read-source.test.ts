import * as fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { parse } from 'yaml';
import { maxBytes, maxDepth, maxLines, maxValues } from '../definition/json-limits.js';
import { JsonReader } from './json-reader.js';
import { readSource } from './read-source.js';
import { yamlTokens } from './yaml-tokens.js';
import type { Source, SourceFormat } from './source.js';

const read = (format: SourceFormat) => (text: string) => readSource(text, { format });
const json = read('json');
const yaml = read('yaml');

function refusals(source: Source): string[] {
  return source.ok ? [] : source.problems.map(({ code, line, column }) => `${code} ${line}:${column}`);
}

function parsedByEngine(text: string): unknown {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return 'refused';
  }
}

function messages(source: Source): string {
  return source.ok ? '' : source.problems.map(({ message }) => message).join('\n');
}

function valueOf(source: Source): unknown {
  if (!source.ok) throw new Error(JSON.stringify(source.problems));
  return source.value;
}

describe('both formats', () => {
  test.each([json, yaml])('read plain data', (readText) => {
    const text = '{"a": [1, -2.5e3, true, false, null, "x\\n\\u0041"], "b": {}, "c": []}';
    expect(valueOf(readText(text))).toEqual({ a: [1, -2500, true, false, null, 'x\nA'], b: {}, c: [] });
  });

  test.each([json, yaml])('pass over a byte order mark', (readText) => {
    expect(valueOf(readText('\uFEFF{"a": 1}'))).toEqual({ a: 1 });
  });

  test.each([json, yaml])('refuse keys that stand twice, at the second', (readText) => {
    const source = readText('{"a": 1,\n "b": {"c": 1, "c": 2},\n "a": 3}');
    expect(refusals(source)).toEqual(['DUPLICATE_KEY 2:16', 'DUPLICATE_KEY 3:2']);
    expect(source.ok ? [] : source.problems.map(({ path }) => path)).toEqual(['/b/c', '/a']);
  });

  test.each([json, yaml])('refuse keys that reach a prototype, wherever they stand', (readText) => {
    const source = readText('{"__proto__": {}, "a": [{"constructor": 1}], "prototype": 2}');
    expect(refusals(source)).toEqual(['FORBIDDEN_KEY 1:2', 'FORBIDDEN_KEY 1:26', 'FORBIDDEN_KEY 1:46']);
    expect(source.ok ? [] : source.problems[1]?.path).toBe('/a/0/constructor');
  });

  test.each([json, yaml])('refuse more than 8 MiB, counted in bytes', (readText) => {
    expect(refusals(readText(`"${'x'.repeat(maxBytes)}"`))).toEqual(['TOO_LARGE 1:1']);
    expect(refusals(readText(`"${'é'.repeat(maxBytes / 2)}"`))).toEqual(['TOO_LARGE 1:1']);
    expect(refusals(readText(`"${'€'.repeat(Math.ceil(maxBytes / 3))}"`))).toEqual(['TOO_LARGE 1:1']);
    expect(refusals(readText(`"${'😀'.repeat(maxBytes / 4)}"`))).toEqual(['TOO_LARGE 1:1']);
    expect(refusals(readText(`"${'é'.repeat(1000)}"`))).toEqual([]);
  });

  test.each([json, yaml])('take a hundred levels and no more', (readText) => {
    const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
    expect(refusals(readText(nested(maxDepth + 1)))).toEqual([]);
    expect(refusals(readText(nested(maxDepth + 2)))).toEqual([`TOO_LARGE 1:${maxDepth + 2}`]);
    expect(refusals(readText('['.repeat(200_000)))[0]).toMatch(/^TOO_LARGE/);
  });

  test.each([json, yaml])('refuse numbers that are not finite', (readText) => {
    expect(refusals(readText('{"a": 1e999}'))).toEqual(['INVALID_VALUE 1:7']);
  });

  test.each([json, yaml])('know where each value and key stands', (readText) => {
    const source = readText('{"a":\n  [10,\n   {"b~/": "x"}]}');
    if (!source.ok) throw new Error('refused');
    expect(source.locate('')).toEqual({ line: 1, column: 1 });
    expect(source.locate('/a')).toEqual({ line: 2, column: 3 });
    expect(source.locate('/a', 'key')).toEqual({ line: 1, column: 2 });
    expect(source.locate('/a/1/b~0~1')).toEqual({ line: 3, column: 12 });
    expect(source.locate('/a/1/b~0~1', 'key')).toEqual({ line: 3, column: 5 });
    expect(source.locate('/a/0/deeper/still')).toEqual({ line: 2, column: 4 });
    expect(source.locate('/missing')).toEqual({ line: 1, column: 1 });
  });

  test('never throw on any text', () => {
    const alphabet = fc.constantFrom(
      ...'{}[]",:-?&*!|>%@`#\'\\ \n\tab01.eE~<',
      '---',
      '...',
      '<<: ',
      '*a',
      '&a ',
      '__proto__',
      '"\\u00',
    );
    fc.assert(
      fc.property(fc.array(alphabet, { maxLength: 40 }), (parts) => {
        json(parts.join(''));
        yaml(parts.join(''));
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('JSON', () => {
  test('lets a mistake of our own through, instead of blaming the text', () => {
    const reading = vi.spyOn(JsonReader.prototype, 'read').mockImplementation(() => {
      throw new TypeError('ours');
    });
    expect(() => json('1')).toThrow('ours');
    reading.mockRestore();
  });

  test.each([
    ['', 'Expected a value, found the end of the text.', '1:1'],
    ['{', 'Expected a key in double quotes, found the end of the text.', '1:2'],
    ['{"a" 1}', 'Expected `:`, found `1`.', '1:6'],
    ['{"a": 1 "b": 2}', 'Expected `,` or `}`, found `"`.', '1:9'],
    ['{"a": 1,}', 'Expected a key in double quotes, found `}`.', '1:9'],
    ['{a: 1}', 'Expected a key in double quotes, found `a`.', '1:2'],
    ['[1 2]', 'Expected `,` or `]`, found `2`.', '1:4'],
    ['[1,]', 'Expected a value, found `]`.', '1:4'],
    ['[1', 'Expected `,` or `]`, found the end of the text.', '1:3'],
    ['"a', 'The closing `"` is missing.', '1:1'],
    ['"a\nb"', 'The text in quotes holds a raw control character or a bad escape.', '1:1'],
    ['"\\x41"', 'The text in quotes holds a raw control character or a bad escape.', '1:1'],
    ['01', 'Expected the end of the text, found `1`.', '1:2'],
    ['{} 😀', 'Expected the end of the text, found `😀`.', '1:4'],
    ["'a'", "Expected a value, found `'`.", '1:1'],
    ['[1, // one\n]', 'Expected a value, found `/`.', '1:5'],
  ])('refuses %j', (text, message, place) => {
    const source = json(text);
    expect(messages(source)).toBe(message);
    expect(refusals(source)).toEqual([`SYNTAX ${place}`]);
  });

  test('takes what JSON.parse takes, and nothing else', () => {
    const anyText = fc.oneof(
      fc.json(),
      fc
        .array(fc.constantFrom(...'{}[]",:-+.eE019tfn \\u', 'true', 'null', '"a"'), { maxLength: 12 })
        .map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(anyText, (text) => {
        const source = json(text);
        const isOnlyRefusedHere = /DUPLICATE_KEY|FORBIDDEN_KEY|INVALID_VALUE/.test(refusals(source).join());
        fc.pre(!isOnlyRefusedHere);
        expect(source.ok ? { value: source.value } : 'refused').toEqual(parsedByEngine(text));
      }),
      { numRuns: 2_000 },
    );
  });

  test('refuses more values than a definition can need', () => {
    expect(refusals(json(`[${'1,'.repeat(maxValues)}1]`))[0]).toMatch(/^TOO_LARGE/);
  });
});

describe('YAML', () => {
  test('reads the core schema of version 1.2 and no more', () => {
    const text = 'on: yes\nn: null\nt: true\ni: 0x1F\nf: 1.5\nd: 2026-01-31\nempty:\n<<: {a: 1}\n1: one\n';
    const expected = {
      on: 'yes',
      n: null,
      t: true,
      i: 31,
      f: 1.5,
      d: '2026-01-31',
      empty: null,
      '<<': { a: 1 },
      1: 'one',
    };
    expect(valueOf(yaml(text))).toEqual(expected);
    expect(valueOf(yaml('%YAML 1.1\n---\na: yes\n'))).toEqual({ a: 'yes' });
    expect(valueOf(yaml('a: !!str 1\nb: !!int "2"\nc: ! x\n'))).toEqual({ a: '1', b: 2, c: 'x' });
    expect(valueOf(yaml('- - a\n-\n- {b, c: }\n'))).toEqual([['a'], null, { b: null, c: null }]);
    expect(valueOf(yaml(''))).toBe(null);
  });

  test('finds places in block style', () => {
    const source = yaml('steps:\n  - id: a\n    inputs:\n      x: 1\n');
    if (!source.ok) throw new Error('refused');
    expect(source.locate('/steps/0/inputs', 'key')).toEqual({ line: 3, column: 5 });
    expect(source.locate('/steps/0/inputs')).toEqual({ line: 4, column: 7 });
  });

  test.each([
    ['a: !mine b', 'Unresolved tag: !mine', '1:4'],
    ['a: !!binary aGk=', 'Unresolved tag: tag:yaml.org,2002:binary', '1:4'],
    ['a: 1\n---\nb: 1', 'The text holds more than one document.', '2:1'],
    ['a: *x', 'The alias `*x` has no anchor before it.', '1:4'],
    ['a: &x [*x]', 'The alias `*x` holds itself.', '1:8'],
    ['? [a]\n: b', 'With stringKeys, all keys must be strings', '1:3'],
    ['&a b: 1\n*a : 2', 'With stringKeys, all keys must be strings', '2:1'],
    ['}', 'Unexpected flow-map-end token in YAML document', '1:1'],
    ['a: b: c', 'Nested mappings are not allowed in compact mappings', '1:4'],
    ['a: "\\q"', 'Invalid escape sequence \\q', '1:5'],
    ['"a', 'Missing closing "quote', '1:3'],
    ['%FOO x\n---\na', 'Unknown directive %FOO', '1:1'],
    ['... x', 'Unexpected scalar at node end', '1:5'],
  ])('refuses %j', (text, message, place) => {
    const source = yaml(text);
    expect(messages(source).split('\n')[0]).toContain(message);
    expect(refusals(source)[0]).toBe(`SYNTAX ${place}`);
  });

  test('refuses numbers that JSON does not have', () => {
    expect(refusals(yaml('a: .inf\nb: .nan'))).toEqual(['INVALID_VALUE 1:4', 'INVALID_VALUE 2:4']);
  });

  test('expands aliases of values and of keys', () => {
    expect(valueOf(yaml('a: &x {b: [1]}\nc: *x\n&k key: *k\n'))).toEqual({ a: { b: [1] }, c: { b: [1] }, key: 'key' });
  });

  test('takes a hundred aliases, wherever they are expanded, and no more', () => {
    const list = (count: number) => `a: &a 1\nb: [${Array(count).fill('*a').join(', ')}]`;
    expect(refusals(yaml(list(100)))).toEqual([]);
    expect(refusals(yaml(list(101)))).toEqual(['TOO_LARGE 2:405']);
    const twice = `a: &a 1\nb: &b [${Array(60).fill('*a').join(', ')}]\nc: [*b, *b]`;
    expect(refusals(yaml(twice))).toEqual([]);
  });

  test('does not expand an alias bomb', () => {
    const level = (name: string, of: string) => `${name}: &${name} [${Array(9).fill(of).join(', ')}]`;
    const bomb = [
      level('a', 'x'),
      ...[...'bcdefghij'].map((name, index) => level(name, `*${'abcdefghi'[index]}`)),
    ].join('\n');
    expect(refusals(yaml(bomb))[0]).toMatch(/^TOO_LARGE/);
  });

  test('stops after a hundred problems, whoever finds them', () => {
    for (const text of [`[${','.repeat(400)}1]`, '}\n'.repeat(400), `[${'!x 1,'.repeat(400)}]`]) {
      const found = messages(yaml(text)).split('\n');
      expect(found).toHaveLength(101);
      expect(found.at(-1)).toBe('The first 100 problems are listed; there are more.');
    }
  });

  test('refuses texts of more lines or parts than it can read in seconds', () => {
    expect(refusals(yaml('\n'.repeat(maxLines)))).toEqual(['TOO_LARGE 1:1']);
    const refuse = () => {};
    expect(() => yamlTokens('[1, 2, 3]', refuse, 5)).toThrow('The text has more than 5 parts.');
  });

  test('reads what the library reads', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const source = yaml(text);
        fc.pre(source.ok);
        expect(valueOf(source)).toEqual(parse(text));
      }),
      { numRuns: 200 },
    );
  });
});
