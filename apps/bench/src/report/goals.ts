import type { ContenderName } from '../contenders/contender.js';

/** A bound on a figure. */
export interface Goal {
  readonly is: 'at least' | 'at most';
  readonly bound: number;
}

export function isMet({ is, bound }: Goal, value: number): boolean {
  return is === 'at least' ? value >= bound : value <= bound;
}

/** Throughput as a ratio to raw, of the engine as it is set by default. */
const throughput: Readonly<Record<string, number>> = {
  'chain-3': 0.8,
  'chain-3-agents': 0.5,
  'fan-out-10': 0.7,
  'chain-100': 2,
};

/** Commands for one run of one agent, of the engine as it is set by default. */
export const commandGoals: Readonly<Record<string, number>> = { 'chain-3': 18, 'fan-out-10': 60, 'chain-100': 150 };

/** Bytes of a run that is parked in a retry's delay. */
export const parkedGoal = 6 * 1_024;

/**
 * Runs that wait for a signal: bytes of each, what all of them take while nothing happens (a hundredth of one processor
 * counts as nothing), and how soon a signal is felt.
 */
export const waitingGoals = { bytes: 6 * 1_024, cpuMsPerSecond: 10, signalMs: 50 };

/** Step to step as a ratio to raw. */
const queuedGap: Goal = { is: 'at most', bound: 2.5 };
const inlineGap: Goal = { is: 'at most', bound: 0.7 };

export function throughputGoal(shape: string, contender: ContenderName): Goal | undefined {
  const bound = throughput[shape];
  return contender !== 'inline' || bound === undefined ? undefined : { is: 'at least', bound };
}

export function commandGoal(shape: string, contender: ContenderName): Goal | undefined {
  const bound = commandGoals[shape];
  return contender !== 'inline' || bound === undefined ? undefined : { is: 'at most', bound };
}

/** Inline's bound holds for chains of one agent: elsewhere a step is queued, or waits for the slowest of many. */
export function gapGoal(shape: string, contender: ContenderName): Goal | undefined {
  if (contender === 'raw') return undefined;
  if (contender === 'queued' || shape === 'chain-3-agents') return queuedGap;
  return shape.startsWith('chain-') ? inlineGap : undefined;
}
