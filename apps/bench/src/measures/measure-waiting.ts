import { until } from '@workflow/testing';
import { Redis } from 'ioredis';
import { bootBenchEngine, teamId, type BenchEngine } from '../contenders/bench-engine.js';
import { median, quantile } from '../statistics.js';
import { between } from '../wire/ledger.js';
import type { Wire } from '../wire/wire.js';
import { CpuClock } from './cpu-clock.js';
import { weighKeys } from './weigh-keys.js';

export interface WaitingLoad {
  /** How many runs wait. */
  readonly runs: number;
  /** Milliseconds until they all are as old as a sweep asks for: it is measured what it costs to look at all of them. */
  readonly settleMs: number;
  /** Milliseconds for which nothing happens: long enough for a sweep to fall into them; and how often. */
  readonly idleMs: number;
  readonly looks: number;
  /** How many of them are then signalled, one after the other. */
  readonly signals: number;
}

/** What an engine does by itself, a second. */
export interface Idleness {
  readonly commands: number;
  /** Milliseconds of processor time, Node and Redis together; the median of all looks. */
  readonly cpuMs: number;
  /** Commands a second by name, most frequent first. */
  readonly byName: readonly (readonly [name: string, count: number])[];
}

export interface Waiting {
  /** Bytes in Redis of one run, its share of every index and stream included, by `MEMORY USAGE` of all keys. */
  readonly bytes: number;
  /** The same by kind of key, largest first. */
  readonly byKind: readonly (readonly [kind: string, bytes: number])[];
  /** The same by the growth of Redis's `used_memory`, which counts what others do meanwhile as well. */
  readonly usedMemory: number;
  /** While `few` runs wait, and while all do. */
  readonly before: Idleness;
  readonly after: Idleness;
  /** Milliseconds from the call of `signal` to the begin of the step behind the wait. */
  readonly signalMs: { readonly p50: number; readonly p99: number };
}

const step = (id: string, dependsOn: readonly string[]) => ({
  ...{ id, agent: 'ALPHA', action: 'work', inputs: {}, dependsOn },
});
/** A step with an output, a wait for a signal, a step behind it. */
const definition = {
  id: 'waiting',
  steps: [step('look', []), { id: 'reply', dependsOn: ['look'], wait: { signal: 'reply' } }, step('next', ['reply'])],
};

/** Starts that are under way at once. */
const lanes = 50;
/** Runs that wait before anything is measured: indexes, queues and connections are then there. */
export const few = 10;

/** Many runs that wait for a signal: their size, what they cost while nothing happens, and how fast one goes on. */
export async function measureWaiting(redisUrl: string, wire: Wire, load: WaitingLoad): Promise<Waiting> {
  const begun = new Map<string, () => void>();
  const engine = await bootBenchEngine({
    redisUrl,
    wire,
    act: ({ runId, stepId }) => {
      if (stepId === 'next') begun.get(runId)?.();
      return { text: 'o'.repeat(180) };
    },
    // The clocks of an engine as it is set by default: what they cost is part of the figure.
    options: { tickMs: 1_000, sweeper: {} },
  });
  const redis = new Redis(redisUrl);
  try {
    await engine.workflows.publish(definition, { teamId });
    await park(engine, few);
    const before = await idle(engine, redis, load);
    const lighter = await weigh(redis, engine.prefix);
    const runIds = await park(engine, load.runs);
    await sleep(load.settleMs);
    const after = await idle(engine, redis, load);
    const size = sizeOf(lighter, await weigh(redis, engine.prefix), load.runs);
    return { ...size, before, after, signalMs: await signalSome(engine, runIds, load.signals, begun) };
  } finally {
    await redis.quit();
    await engine.close();
  }
}

async function park({ workflows }: BenchEngine, runs: number): Promise<string[]> {
  const runIds: string[] = [];
  let left = runs;
  const lane = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const { runId } = await workflows.start('waiting', { text: 'i'.repeat(180) }, { teamId });
      await until(`run ${runId} waits`, async () => (await workflows.get(runId, { teamId })).status === 'waiting');
      runIds.push(runId);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return runIds;
}

async function idle({ ledger }: BenchEngine, redis: Redis, { idleMs, looks }: WaitingLoad): Promise<Idleness> {
  const clock = new CpuClock(redis);
  const reading = ledger.read();
  const cpu: number[] = [];
  for (let look = 0; look < looks; look += 1) {
    const from = await clock.read();
    await sleep(idleMs);
    const to = await clock.read();
    cpu.push(((to.node - from.node + to.redis - from.redis) * 1_000) / idleMs);
  }
  const byName = [...between(reading, ledger.read()).commands]
    .map(([name, count]) => [name, (count * 1_000) / (idleMs * looks)] as const)
    .toSorted(([, a], [, b]) => b - a);
  return { commands: byName.reduce((total, [, count]) => total + count, 0), cpuMs: median(cpu), byName };
}

interface Weight {
  readonly kinds: ReadonlyMap<string, number>;
  readonly usedMemory: number;
}

async function weigh(redis: Redis, prefix: string): Promise<Weight> {
  const usedMemory = Number(/^used_memory:(\d+)/m.exec(await redis.info('memory'))?.[1]);
  return { kinds: await weighKeys(redis, prefix), usedMemory };
}

/** What one run more has added. */
function sizeOf(lighter: Weight, heavier: Weight, runs: number): Pick<Waiting, 'bytes' | 'byKind' | 'usedMemory'> {
  const byKind = [...heavier.kinds]
    .map(([kind, bytes]) => [kind, (bytes - (lighter.kinds.get(kind) ?? 0)) / runs] as const)
    .toSorted(([, a], [, b]) => b - a);
  return {
    bytes: byKind.reduce((total, [, bytes]) => total + bytes, 0),
    byKind: byKind.filter(([, bytes]) => bytes >= 1),
    usedMemory: (heavier.usedMemory - lighter.usedMemory) / runs,
  };
}

/** One after the other, spread over all that wait. */
async function signalSome(
  { workflows }: BenchEngine,
  runIds: readonly string[],
  signals: number,
  begun: Map<string, () => void>,
): Promise<Waiting['signalMs']> {
  const waits: number[] = [];
  for (let sent = 0; sent < signals; sent += 1) {
    const runId = runIds[Math.floor((sent * runIds.length) / signals)] ?? '';
    const { promise, resolve } = Promise.withResolvers<number>();
    begun.set(runId, () => resolve(performance.now()));
    const called = performance.now();
    await workflows.signal(runId, 'reply', { text: 'yes' }, { teamId });
    waits.push((await promise) - called);
  }
  return { p50: quantile(waits, 0.5), p99: quantile(waits, 0.99) };
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
