import type { Shape } from '../shapes.js';
import type { Ledger } from '../wire/ledger.js';
import type { Probe } from './probe.js';

export type ContenderName = 'raw' | 'inline' | 'queued';

/** One way to carry out runs of a shape; all are in this process, on one Redis. */
export interface Contender {
  readonly name: ContenderName;
  readonly probe: Probe;
  /** What went over its connections. */
  readonly ledger: Ledger;
  prepare(shape: Shape): Promise<void>;
  /** Gives the id by which the probe hears of the run. */
  start(shape: Shape): Promise<string>;
  close(): Promise<void>;
}
