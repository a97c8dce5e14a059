import type { Goal } from './goals.js';

/** One figure beside the shapes: how long, how large. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: 'ms' | 'KiB' | 'MiB' | 'x';
  readonly goal?: Goal;
  readonly note?: string;
}

export interface Figures {
  readonly figures: readonly Figure[];
  /** Bytes of a parked run by kind of key. */
  readonly parked: readonly (readonly [kind: string, bytes: number])[];
}
