/** Nest token of the SignalHouse account in use. */
export const SIGNALHOUSE_OPTIONS = Symbol('SIGNALHOUSE_OPTIONS');

export interface SignalHouseOptions {
  /** Such as `https://v2.signalhouse.io`. */
  readonly baseUrl: string;
  /** Key of a service user; it is bound to one group. */
  readonly apiKey: string;
  /** The group of the key. The message list cannot be asked without it, so a lost answer then stays unknown. */
  readonly groupId?: string;
  readonly timeoutMs: number;
}
