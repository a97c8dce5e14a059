import { describe, expect, it } from 'vitest';
import { parseExpression } from '../expression/parse-expression.js';
import type { Expression } from '../expression/expression.js';
import { matchSignal } from './match-signal.js';

const match = (text: string): Expression => {
  const parsed = parseExpression(text, { roots: ['signal'] });
  return (parsed as { expression: Expression }).expression;
};

describe('whether a wait takes a signal', () => {
  it('is so without an expression, else by what it says of the payload', () => {
    expect(matchSignal(undefined, {}, 1)).toBe(true);
    expect(matchSignal(match('signal.n == 1'), {}, { n: 1 })).toBe(true);
    expect(matchSignal(match('signal.n == 1'), {}, { n: 2 })).toBe(false);
  });

  it('is not so where the expression cannot be evaluated over the payload', () => {
    expect(matchSignal(match('signal.n * 2 > 1'), {}, { n: {} })).toBe(false);
  });
});
