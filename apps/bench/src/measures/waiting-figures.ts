import type { Figure, Figures } from '../report/figure.js';
import { waitingGoals } from '../report/goals.js';
import type { Wire } from '../wire/wire.js';
import { few, measureWaiting, type Idleness, type WaitingLoad } from './measure-waiting.js';

/** What it takes to have many runs wait for a signal. */
export async function waitingFigures(redisUrl: string, wire: Wire, load: WaitingLoad): Promise<Figures> {
  const { bytes, byKind, usedMemory, before, after, signalMs } = await measureWaiting(redisUrl, wire, load);
  const who = `${load.runs} runs that wait for a signal`;
  const most = (bound: number): Figure['goal'] => ({ is: 'at most', bound });
  return {
    figures: [
      {
        name: `${who}, each`,
        value: bytes / 1_024,
        unit: 'KiB',
        // Fewer runs have a larger share of the streams that all share.
        goal: load.runs < 10_000 ? undefined : most(waitingGoals.bytes / 1_024),
        note: `all keys, indexes and streams; used_memory grew by ${(usedMemory / 1_024).toFixed(2)} KiB each`,
      },
      {
        name: 'commands to Redis while they wait',
        value: after.commands,
        unit: '/s',
        note: mostFrequent(after),
      },
      { name: `the same, ${few} wait`, value: before.commands, unit: '/s', note: mostFrequent(before) },
      {
        name: 'processor time while they wait, beyond that of few',
        value: Math.max(0, after.cpuMs - before.cpuMs),
        unit: 'ms/s',
        goal: most(waitingGoals.cpuMsPerSecond),
        note: `${after.cpuMs.toFixed(1)} in all, ${before.cpuMs.toFixed(1)} while ${few} wait; p50 of ${load.looks} times ${load.idleMs / 1_000} s`,
      },
      {
        name: 'signal to begin of the next step, p50',
        value: signalMs.p50,
        unit: 'ms',
        goal: most(waitingGoals.signalMs),
        note: `p99 ${signalMs.p99.toFixed(1)} ms; ${load.signals} signals, one after the other`,
      },
    ],
    weights: [{ of: 'a run that waits for a signal', byKind }],
  };
}

function mostFrequent({ byName }: Idleness): string {
  return byName
    .slice(0, 4)
    .map(([name, count]) => `${name} ${count.toFixed(1)}`)
    .join(', ');
}
