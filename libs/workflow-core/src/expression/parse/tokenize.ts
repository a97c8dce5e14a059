import { limits } from '../limits.js';
import { Refused } from './refused.js';
import type { LiteralToken, Token } from './token.js';

const SPACE = /[ \t\r\n]+/y;
const NAME = /[\p{ID_Start}$_][\p{ID_Continue}$]*/uy;
const NUMBER = /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y;
const AFTER_NUMBER = /[\p{ID_Continue}$]/uy;
/** Every sign of JavaScript, longest first: a sign of the language must not be read out of a longer one that is not. */
const SIGN =
  />>>=|\.\.\.|===|!==|\*\*=|<<=|>>=|>>>|&&=|\|\|=|\?\?=|=>|==|!=|<=|>=|&&|\|\||\?\?|\?\.(?!\d)|\+\+|--|[-+*/%&|^]=|<<|>>|\*\*|\/\/|\/\*|[-+*/%<>=!?:.,()[\]{}&|^~;`]/y;
const LANGUAGE_SIGNS: ReadonlySet<string> = new Set(
  '=== !== == != <= >= && || ?? ?. ** + - * / % < > ! ? : . , ( ) [ ]'.split(' '),
);
const WORDS: ReadonlyMap<string, boolean | null | undefined> = new Map([
  ['true', true],
  ['false', false],
  ['null', null],
  ['undefined', undefined],
]);
const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['t', '\t'],
  ['r', '\r'],
  ['b', '\b'],
  ['f', '\f'],
  ['v', '\v'],
]);
/** Punctuation stands for itself after a backslash; letters, digits, line ends and all else are refused. */
const PUNCTUATION = /[!-/:-@[-`{-~]/;

/**
 * Cuts a text into tokens, in time linear to its length. `offset` is what stands before the text where the caller
 * counts columns.
 *
 * @throws Refused
 */
export function tokenize(text: string, offset: number): Token[] {
  if (text.length > limits.expressionLength) {
    const message = `an expression has at most ${limits.expressionLength} characters, this one has ${text.length}`;
    throw new Refused('EXPR_TOO_LARGE', message, offset + 1);
  }
  const tokens: Token[] = [];
  let at = 0;
  for (;;) {
    at += match(SPACE, text, at).length;
    if (at === text.length) return tokens;
    const token = readToken(text, at, offset + at + 1);
    tokens.push(token);
    at += token.text.length;
  }
}

function readToken(text: string, at: number, column: number): Token {
  const name = match(NAME, text, at);
  if (WORDS.has(name)) return { kind: 'literal', text: name, value: WORDS.get(name), column };
  if (name !== '') return { kind: 'name', text: name, column };
  const number = match(NUMBER, text, at);
  if (number !== '') return readNumber(number, match(AFTER_NUMBER, text, at + number.length), column);
  if (text[at] === "'" || text[at] === '"') return readString(text, at, column);
  const sign = match(SIGN, text, at);
  if (LANGUAGE_SIGNS.has(sign)) return { kind: 'sign', text: sign, column };
  throw strangeSign(sign, text, at, column);
}

function readNumber(text: string, after: string, column: number): LiteralToken {
  if (after !== '' || /^0\d/.test(text)) {
    throw new Refused('EXPR_SYNTAX', 'numbers are decimal, without leading zeros, separators or suffixes', column);
  }
  return { kind: 'literal', text, value: Number(text), column };
}

function readString(text: string, start: number, column: number): LiteralToken {
  const quote = text[start];
  let value = '';
  for (let at = start + 1; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === quote) return { kind: 'literal', text: text.slice(start, at + 1), value, column };
    if (/[\n\r\u2028\u2029]/.test(char)) {
      throw new Refused('EXPR_SYNTAX', 'a string ends on its line; write \\n for a new line', column + at - start);
    }
    if (char === '\\') {
      at += 1;
      value += unescape(text.charAt(at), column + at - 1 - start);
    } else {
      value += char;
    }
  }
  throw new Refused('EXPR_SYNTAX', `this string has no closing ${quote}`, column);
}

function unescape(char: string, column: number): string {
  const meant = ESCAPES.get(char) ?? (PUNCTUATION.test(char) ? char : undefined);
  if (meant === undefined) {
    const message = `\\${char} is not an escape here; known are \\n \\t \\r \\b \\f \\v and a backslash before punctuation`;
    throw new Refused('EXPR_SYNTAX', message, column);
  }
  return meant;
}

function strangeSign(sign: string, text: string, at: number, column: number): Refused {
  if (sign === '' || sign === ';' || sign === '}') {
    const char = String.fromCodePoint(text.codePointAt(at) as number);
    return new Refused('EXPR_SYNTAX', `\`${char}\` does not belong in an expression`, column);
  }
  return new Refused('EXPR_FORBIDDEN', `\`${sign}\` is not allowed: ${nameOf(sign)}`, column);
}

function nameOf(sign: string): string {
  switch (sign) {
    case '{':
      return 'there are no object literals';
    case '`':
      return 'there are no template literals; use + or a template with holes';
    case '=>':
      return 'there are no functions';
    case '...':
      return 'there is no spread';
    case '//':
    case '/*':
      return 'there are no comments';
    case '=':
      return 'nothing can be assigned; write == to compare';
    default:
      return 'the language has no such operator';
  }
}

/** What a sticky pattern matches at a place, '' for nothing. */
function match(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? '';
}
