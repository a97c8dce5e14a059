/** Nest token of the Tracerfy account in use. */
export const TRACERFY_OPTIONS = Symbol('TRACERFY_OPTIONS');
/** Nest token of the Trestle account in use. */
export const TRESTLE_OPTIONS = Symbol('TRESTLE_OPTIONS');

/** Where a data provider is and what it charges. */
export interface LookupOptions {
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly timeoutMs: number;
  /** True for the stand-in provider of development. */
  readonly isSandbox: boolean;
  /** USD for one credit (Tracerfy) or one call by endpoint (Trestle); absent means the list price. */
  readonly prices?: Readonly<Record<string, number>>;
}

/** USD for one Tracerfy credit; an instant lookup takes 5 on a hit and none on a miss. */
export const tracerfyPrices = { credit: 0.02 };
/** USD for one Trestle call. */
export const trestlePrices = { phone_intel: 0.015, real_contact: 0.03 };
