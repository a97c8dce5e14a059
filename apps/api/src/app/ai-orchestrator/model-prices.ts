import { TerminalError } from '../workflow/index.js';

/** USD for a million tokens. */
export interface ModelPrice {
  readonly input: number;
  /** Input tokens that the provider had in its cache. */
  readonly cachedInput: number;
  readonly output: number;
}

export type ModelPrices = Readonly<Record<string, ModelPrice>>;

/** Prices as resellers listed them in June 2026; the vendor's own page was not seen, so `OPENAI_PRICES` overrides them. */
export const listPrices: ModelPrices = {
  'gpt-5.5': { input: 5, cachedInput: 0.5, output: 30 },
  'gpt-5.4': { input: 2.5, cachedInput: 0.25, output: 15 },
  'gpt-5.4-mini': { input: 0.75, cachedInput: 0.075, output: 4.5 },
  'gpt-5.4-nano': { input: 0.2, cachedInput: 0.02, output: 1.25 },
};

export interface TokenUsage {
  /** All input tokens, the cached ones among them. */
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cachedTokens: number;
}

/**
 * Price of a model.
 * @throws TerminalError NOT_CONFIGURED for a model without one: a cost of 0 would be a lie, and no budget would stop it
 */
export function priceOf(model: string, prices: ModelPrices): ModelPrice {
  const price = Object.hasOwn(prices, model) ? prices[model] : undefined;
  if (price === undefined) {
    throw new TerminalError(
      'NOT_CONFIGURED',
      `No price is configured for the model ${model}; add it to OPENAI_PRICES`,
      {
        details: { model },
      },
    );
  }
  return price;
}

/** USD of one answer, to a millionth. */
export function costOf(usage: TokenUsage, price: ModelPrice): number {
  const fresh = Math.max(0, usage.inputTokens - usage.cachedTokens);
  const micros = fresh * price.input + usage.cachedTokens * price.cachedInput + usage.outputTokens * price.output;
  return Math.round(micros) / 1_000_000;
}
