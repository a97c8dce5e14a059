import type { GrowthLoad } from './measures/measure-growth.js';
import type { StartLoad } from './measures/measure-start.js';
import type { WaitingLoad } from './measures/measure-waiting.js';

/** How much is measured, and how long it may take. */
export interface Scale {
  readonly rounds: number;
  /** Runs of a batch, as a share of what the shape asks for. */
  readonly batchShare: number;
  /** Milliseconds after which a shape begins no further round. */
  readonly shapeMs: number;
  readonly start: StartLoad;
  /** Runs that tell the wait for a worker. */
  readonly assignments: number;
  /** Large runs that are compared with small ones. */
  readonly growth: GrowthLoad;
  /** Runs that wait for a signal. */
  readonly waiting: WaitingLoad;
  /** Milliseconds after which the bench gives up by itself, whatever hangs. */
  readonly giveUpMs: number;
}

const full: Scale = {
  rounds: 20,
  batchShare: 1,
  shapeMs: 35_000,
  start: { active: 200, stepMs: 1_000, measureMs: 10_000 },
  assignments: 100,
  growth: { fanIn: 9_999, chain: 1_000, items: 10_000 },
  waiting: { runs: 10_000, settleMs: 30_000, idleMs: 15_000, looks: 3, signals: 200 },
  giveUpMs: 900_000,
};

const quick: Scale = {
  rounds: 3,
  batchShare: 1 / 3,
  shapeMs: 2_500,
  start: { active: 200, stepMs: 700, measureMs: 2_000 },
  assignments: 20,
  growth: { fanIn: 100, chain: 200, items: 200 },
  waiting: { runs: 200, settleMs: 0, idleMs: 1_000, looks: 1, signals: 20 },
  giveUpMs: 60_000,
};

export function scaleOf({ isQuick, rounds }: { readonly isQuick: boolean; readonly rounds?: number }): Scale {
  const scale = isQuick ? quick : full;
  return rounds === undefined ? scale : { ...scale, rounds };
}
