import { bootBenchEngine, teamId } from '../contenders/bench-engine.js';
import { Probe } from '../contenders/probe.js';
import { quantile } from '../statistics.js';
import type { Wire } from '../wire/wire.js';

export interface StartLatency {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly starts: number;
  /** Runs alive in the middle of it. */
  readonly active: number;
}

export interface StartLoad {
  /** Runs that are alive all the time. */
  readonly active: number;
  /** Milliseconds that one of the three steps takes, as a provider's answer would. */
  readonly stepMs: number;
  readonly measureMs: number;
}

/**
 * From the call of `start` to the begin of the run's first step, while `active` runs are alive: whenever one ends, the
 * next starts. Steps take their time, and the agent has room for all: what is measured is the engine, not a full house.
 */
export async function measureStart(redisUrl: string, wire: Wire, load: StartLoad): Promise<StartLatency> {
  const probe = new Probe();
  const engine = await bootBenchEngine({
    redisUrl,
    wire,
    onRunEnded: (runId) => probe.runEnded(runId),
    act: async ({ runId }) => {
      probe.began(runId, false);
      await new Promise((resolve) => setTimeout(resolve, load.stepMs));
      return {};
    },
    options: { concurrency: load.active + 50 },
  });
  try {
    const steps = ['a', 'b', 'c'].map((id, place, ids) => {
      return { id, agent: 'ALPHA', action: 'work', inputs: {}, dependsOn: ids.slice(Math.max(0, place - 1), place) };
    });
    await engine.workflows.publish({ id: 'starting', steps }, { teamId });
    return await keepActive(load, probe, async () => {
      return (await engine.workflows.start('starting', {}, { teamId })).runId;
    });
  } finally {
    await engine.close();
  }
}

async function keepActive(load: StartLoad, probe: Probe, start: () => Promise<string>): Promise<StartLatency> {
  const begunAt = new Map<string, number>();
  const unwatch = probe.watch((runId) => {
    if (!begunAt.has(runId)) begunAt.set(runId, performance.now());
  });
  const runMs = load.stepMs * 3;
  const from = performance.now() + runMs;
  const until = from + load.measureMs;
  const waits: number[] = [];
  let alive = 0;
  let most = 0;
  const lane = async (place: number): Promise<void> => {
    await new Promise((resolve) => setTimeout(resolve, (place / load.active) * runMs));
    while (performance.now() < until) {
      const called = performance.now();
      const runId = await start();
      most = Math.max(most, (alive += 1));
      await probe.end(runId);
      alive -= 1;
      if (called >= from) waits.push((begunAt.get(runId) ?? Number.NaN) - called);
      begunAt.delete(runId);
    }
  };
  await Promise.all(Array.from({ length: load.active }, (_, place) => lane(place)));
  unwatch();
  return { p50Ms: quantile(waits, 0.5), p99Ms: quantile(waits, 0.99), starts: waits.length, active: most };
}
