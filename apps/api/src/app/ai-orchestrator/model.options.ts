import type { ModelPrices } from './model-prices.js';

/** Nest token of the model account in use. */
export const MODEL_OPTIONS = Symbol('MODEL_OPTIONS');

export interface ModelOptions {
  /** Ends in `/v1`. */
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly timeoutMs: number;
  /** Model of teams without a setting of their own. */
  readonly model: string;
  readonly prices: ModelPrices;
  /** True for the stand-in provider of development. */
  readonly isSandbox: boolean;
}
