import { describe, expect, it } from 'vitest';
import { costOf, listPrices, priceOf } from './model-prices.js';

describe('priceOf', () => {
  it('gives the price of a known model', () => {
    expect(priceOf('gpt-5.4-mini', listPrices)).toEqual({ input: 0.75, cachedInput: 0.075, output: 4.5 });
  });

  it.each(['gpt-9', 'constructor', '__proto__', ''])(
    'fails for a model without a price rather than call it free: %s',
    (model) => {
      expect(() => priceOf(model, listPrices)).toThrow(
        expect.objectContaining({ name: 'TerminalError', code: 'NOT_CONFIGURED' }),
      );
    },
  );
});

describe('costOf', () => {
  const price = { input: 2, cachedInput: 0.5, output: 10 };

  it('counts cached tokens at their own price, once', () => {
    expect(costOf({ inputTokens: 1_000, cachedTokens: 400, outputTokens: 100 }, price)).toBe(0.0024);
  });

  it('rounds to a millionth of a dollar', () => {
    expect(costOf({ inputTokens: 1, cachedTokens: 0, outputTokens: 0 }, { ...price, input: 0.4 })).toBe(0);
    expect(costOf({ inputTokens: 1, cachedTokens: 0, outputTokens: 0 }, { ...price, input: 0.6 })).toBe(0.000001);
  });
});
