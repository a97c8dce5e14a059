import { limits } from '../limits.js';
import { Refused } from './refused.js';
import type { Token } from './token.js';

/** What is open at a place; `opener` is the token that opened it. */
interface Frame {
  readonly kind: 'text' | 'group' | 'parameters' | 'list' | 'key' | 'yes' | 'no' | 'prefix';
  readonly opener: { readonly text: string; readonly column: number };
  /** Which of the operators that do not mix was seen at this level. */
  logical?: '??' | '||';
}

const BINARY: ReadonlySet<string> = new Set('?? || && == != === !== < <= > >= + - * / % **'.split(' '));
const PREFIX: ReadonlySet<string> = new Set(['!', '-', '+']);
const REFUSED_WORDS: ReadonlySet<string> = new Set(
  'new this typeof void delete in instanceof function class async await yield import super'.split(' '),
);

/**
 * Checks that the tokens form an expression: values and operators take turns, brackets close, `?` has its `:`, and the
 * limits of depth and nodes hold. It reads the tokens once and keeps the open brackets on a stack of its own, so that
 * no text can overflow anything. What passes here, the parser behind it reads as JavaScript does.
 *
 * @throws Refused
 */
export function checkShape(tokens: readonly Token[], start: number, end: number): void {
  const shape = new Shape(start);
  for (const token of tokens) shape.take(token);
  shape.finish(end);
}

class Shape {
  readonly #frames: Frame[];
  #previous: Token | undefined;
  #nodes = 0;
  /** What may come next: a value (or a prefix, or an opening bracket), the name of a member, or what follows a value. */
  #expects: 'value' | 'member' | 'operator' = 'value';
  /** Whether the value before this place is a member named after a dot, the only thing that can be called. */
  #isCallable = false;

  constructor(column: number) {
    this.#frames = [{ kind: 'text', opener: { text: '', column } }];
  }

  take(token: Token): void {
    if (this.#expects === 'value') this.#takeValue(token);
    else if (this.#expects === 'member') this.#takeMember(token);
    else this.#takeOperator(token);
    this.#isCallable = this.#previous?.text === '.' || this.#previous?.text === '?.';
    this.#previous = token;
  }

  finish(column: number): void {
    if (this.#previous === undefined) throw new Refused('EXPR_SYNTAX', 'there is no expression here', column);
    if (this.#expects !== 'operator') {
      throw new Refused('EXPR_SYNTAX', `something is missing after \`${this.#previous.text}\``, column);
    }
    const top = this.#settle('prefix', 'no');
    if (top.kind !== 'text') throw this.#isOpen(top);
  }

  #takeValue(token: Token): void {
    if (token.kind === 'name' && REFUSED_WORDS.has(token.text)) throw isRefusedWord(token);
    if (token.kind !== 'sign') {
      this.#count(token);
      this.#expects = 'operator';
    } else if (PREFIX.has(token.text)) {
      this.#count(token);
      this.#open('prefix', token);
    } else if (token.text === '(') {
      this.#open('group', token);
    } else if (token.text === '[') {
      this.#count(token);
      this.#open('list', token);
    } else if (this.#closesEmpty(token)) {
      this.#close(token);
    } else {
      throw notAValue(token, this.#top.kind);
    }
  }

  /** `trim()` and `[]` are the only brackets with nothing in them. */
  #closesEmpty(token: Token): boolean {
    const top = this.#top;
    if (this.#previous !== top.opener) return false;
    return (token.text === ')' && top.kind === 'parameters') || (token.text === ']' && top.kind === 'list');
  }

  #takeMember(token: Token): void {
    if (token.kind !== 'name' && !(token.kind === 'literal' && /^\p{ID_Start}/u.test(token.text))) {
      throw new Refused('EXPR_SYNTAX', `\`${token.text}\` is not the name of a member`, token.column);
    }
    this.#expects = 'operator';
  }

  #takeOperator(token: Token): void {
    if (token.kind === 'name' && REFUSED_WORDS.has(token.text)) throw isRefusedWord(token);
    if (token.kind !== 'sign' || token.text === '!') {
      throw new Refused('EXPR_SYNTAX', `\`${token.text}\` cannot follow a value; an operator is missing`, token.column);
    }
    if (BINARY.has(token.text)) return this.#takeBinary(token);
    switch (token.text) {
      case ')':
      case ']':
        return this.#close(token);
      case ',':
        return this.#takeComma(token);
      case ':':
        return this.#takeColon(token);
    }
    this.#count(token);
    switch (token.text) {
      case '(':
        if (!this.#isCallable)
          throw new Refused('EXPR_FORBIDDEN', 'only a method named after a dot can be called', token.column);
        return this.#open('parameters', token);
      case '[':
        return this.#open('key', token);
      case '?':
        this.#settle('prefix');
        return this.#open('yes', token);
      default:
        this.#expects = 'member';
    }
  }

  #takeBinary(token: Token): void {
    this.#count(token);
    if (token.text === '**' && this.#top.kind === 'prefix') {
      const message = `\`${this.#top.opener.text}\` directly before the base of ** is ambiguous; add parentheses`;
      throw new Refused('EXPR_SYNTAX', message, this.#top.opener.column);
    }
    const level = this.#settle('prefix');
    if (token.text === '??' || token.text === '||' || token.text === '&&') {
      const logical = token.text === '??' ? '??' : '||';
      if (level.logical !== undefined && level.logical !== logical) {
        throw new Refused('EXPR_SYNTAX', '?? does not mix with || and && without parentheses', token.column);
      }
      level.logical = logical;
    }
    this.#expects = 'value';
  }

  #takeComma(token: Token): void {
    const level = this.#settle('prefix', 'no');
    if (level.kind === 'yes') throw this.#isOpen(level);
    if (level.kind !== 'parameters' && level.kind !== 'list') {
      throw new Refused('EXPR_FORBIDDEN', 'there is no comma operator', token.column);
    }
    delete level.logical;
    this.#expects = 'value';
  }

  #takeColon(token: Token): void {
    const level = this.#settle('prefix', 'no');
    if (level.kind !== 'yes') throw new Refused('EXPR_SYNTAX', '`:` without a `?` before it', token.column);
    this.#frames.pop();
    this.#open('no', token);
  }

  #close(token: Token): void {
    const level = this.#settle('prefix', 'no');
    const isPair =
      token.text === ')'
        ? level.kind === 'group' || level.kind === 'parameters'
        : level.kind === 'list' || level.kind === 'key';
    if (!isPair) throw level.kind === 'text' ? opensNothing(token) : this.#isOpen(level);
    this.#frames.pop();
    this.#expects = 'operator';
  }

  get #top(): Frame {
    return this.#frames.at(-1) as Frame;
  }

  #open(kind: Frame['kind'], opener: Token): void {
    if (this.#frames.length > limits.expressionDepth) {
      const message = `an expression is at most ${limits.expressionDepth} levels deep`;
      throw new Refused('EXPR_TOO_LARGE', message, opener.column);
    }
    this.#frames.push({ kind, opener });
    this.#expects = 'value';
  }

  /** Leaves the frames of these kinds, which end without a sign of their own; gives what is open then. */
  #settle(...kinds: Frame['kind'][]): Frame {
    while (kinds.includes(this.#top.kind)) this.#frames.pop();
    return this.#top;
  }

  #count(token: Token): void {
    this.#nodes += 1;
    if (this.#nodes > limits.expressionNodes) {
      const message = `an expression has at most ${limits.expressionNodes} values, operators, members and calls`;
      throw new Refused('EXPR_TOO_LARGE', message, token.column);
    }
  }

  #isOpen(frame: Frame): Refused {
    const missing = frame.kind === 'yes' ? ':' : frame.opener.text === '(' ? ')' : ']';
    return new Refused('EXPR_SYNTAX', `\`${frame.opener.text}\` has no \`${missing}\``, frame.opener.column);
  }
}

const isRefusedWord = (token: Token) =>
  new Refused('EXPR_FORBIDDEN', `\`${token.text}\` is not part of the language`, token.column);

const opensNothing = (token: Token) => new Refused('EXPR_SYNTAX', `\`${token.text}\` closes nothing`, token.column);

function notAValue(token: Token, level: Frame['kind']): Refused {
  if (token.text === '/') return new Refused('EXPR_FORBIDDEN', 'there are no regular expressions', token.column);
  if (level === 'list' && (token.text === ',' || token.text === ']')) {
    return new Refused('EXPR_SYNTAX', 'a list has no holes and no comma at its end', token.column);
  }
  return new Refused('EXPR_SYNTAX', `a value is missing before \`${token.text}\``, token.column);
}
