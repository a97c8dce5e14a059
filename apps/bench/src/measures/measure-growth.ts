import { setInterval } from 'node:timers';
import { bootBenchEngine, teamId, type BenchEngine } from '../contenders/bench-engine.js';
import type { Wire } from '../wire/wire.js';

/** How large the large ones are, beside the small ones of 10, 100 and 100. */
export interface GrowthLoad {
  readonly fanIn: number;
  readonly chain: number;
  readonly items: number;
}

/** What a large run costs beside a small one, measured in turn. */
export interface Growth {
  /** A step of the large fan-in, in those of a fan-in of 10. */
  readonly fanInStep: number;
  /** The large chain, in chains of 100. */
  readonly chain: number;
  /** An item of the large map, in those of a map over 100. */
  readonly item: number;
  /** MiB by which the process grew at the most while it worked the large map. */
  readonly mapMiB: number;
}

const smallFanIn = 10;
const smallChain = 100;
const smallMap = 100;
/** Small runs that one measurement is the mean of. */
const repeats = 10;
const longestMs = 200_000;

const step = (id: string, dependsOn: readonly string[] = []) => ({
  ...{ id, agent: 'ALPHA', action: 'work', inputs: {}, dependsOn },
});

export async function measureGrowth(redisUrl: string, wire: Wire, load: GrowthLoad): Promise<Growth> {
  const engine = await bootBenchEngine({ redisUrl, wire, act: () => ({ ok: true }) });
  try {
    for (const size of [smallFanIn, load.fanIn]) await publish(engine, `fan-${size}`, fanIn(size));
    for (const size of [smallChain, load.chain]) await publish(engine, `chain-${size}`, chain(size));
    await publish(engine, 'map', [
      { id: 'each', map: { over: 'trigger.items', steps: [step('work'), step('next', ['work'])] } },
    ]);
    const items = (count: number) => ({ items: Array.from({ length: count }, (_, n) => n) });
    const small = async (id: string, trigger = {}): Promise<number> => {
      let total = 0;
      for (let run = 0; run < repeats; run += 1) total += await timed(engine, id, trigger);
      return total / repeats;
    };
    const fanInStep =
      (await timed(engine, `fan-${load.fanIn}`)) / load.fanIn / ((await small(`fan-${smallFanIn}`)) / smallFanIn);
    const chainRatio = (await timed(engine, `chain-${load.chain}`)) / (await small(`chain-${smallChain}`));
    const smallItem = (await small('map', items(smallMap))) / smallMap;
    const grown = watchMemory();
    const item = (await timed(engine, 'map', items(load.items))) / load.items / smallItem;
    return { fanInStep, chain: chainRatio, item, mapMiB: grown() };
  } finally {
    await engine.close();
  }
}

function fanIn(size: number): object[] {
  const ids = Array.from({ length: size }, (_, n) => `s${n}`);
  return [...ids.map((id) => step(id)), step('join', ids)];
}

function chain(size: number): object[] {
  return Array.from({ length: size }, (_, n) => step(`s${n}`, n === 0 ? [] : [`s${n - 1}`]));
}

async function publish({ workflows }: BenchEngine, id: string, steps: readonly object[]): Promise<void> {
  await workflows.publish({ id, steps }, { teamId });
}

/** Milliseconds from the start to the end. */
async function timed({ workflows }: BenchEngine, id: string, trigger: object = {}): Promise<number> {
  const begun = performance.now();
  const { runId } = await workflows.start(id, trigger, { teamId });
  const { status } = await workflows.result(runId, { teamId, timeout: longestMs });
  if (status !== 'completed') throw new Error(`A run of ${id} is ${status}.`);
  return performance.now() - begun;
}

/** Gives, when asked, by how many MiB the process grew at the most since. */
function watchMemory(): () => number {
  const before = process.memoryUsage().rss;
  let most = before;
  const timer = setInterval(() => {
    most = Math.max(most, process.memoryUsage().rss);
  }, 50);
  return () => {
    clearInterval(timer);
    return (most - before) / 2 ** 20;
  };
}
