import type { Goal } from './goals.js';

/** One figure beside the shapes: how long, how large, how much a second. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: 'ms' | 'KiB' | 'MiB' | 'x' | '/s' | 'ms/s';
  readonly goal?: Goal;
  readonly note?: string;
}

/** What something takes in Redis, by kind of key, largest first. */
export interface Weight {
  readonly of: string;
  readonly byKind: readonly (readonly [kind: string, bytes: number])[];
}

export interface Figures {
  readonly figures: readonly Figure[];
  readonly weights: readonly Weight[];
}
