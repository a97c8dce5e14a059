import { Redis } from 'ioredis';
import type { BenchArguments } from './arguments.js';
import type { Contender } from './contenders/contender.js';
import { EngineContender } from './contenders/engine-contender.js';
import { RawContender } from './contenders/raw-contender.js';
import { CpuClock } from './measures/cpu-clock.js';
import { measureFigures } from './measures/measure-figures.js';
import { measureShape, type ShapeResult } from './measures/measure-shape.js';
import { waitingFigures } from './measures/waiting-figures.js';
import type { Figures } from './report/figure.js';
import { readMachine } from './report/machine.js';
import type { Report } from './report/report.js';
import type { Scale } from './scale.js';
import type { Shape } from './shapes.js';
import { Wire } from './wire/wire.js';

/** Measures what was asked for; `tell` hears of each part as it begins. */
export async function runBench(
  redisUrl: string,
  { shapes, measuresAll, measuresWaiting }: BenchArguments,
  scale: Scale,
  tell: (line: string) => void,
): Promise<Report> {
  const begun = performance.now();
  const wire = Wire.install();
  const redis = new Redis(redisUrl);
  try {
    const machine = await readMachine(redis);
    const results = shapes.length === 0 ? [] : await compare({ redisUrl, wire, redis, shapes, scale, tell });
    if (measuresAll) tell('start, assignment, publish, parked size');
    const figures = measuresAll ? [await measureFigures(redisUrl, wire, scale)] : [];
    if (measuresWaiting) tell(`${scale.waiting.runs} runs that wait for a signal`);
    if (measuresWaiting) figures.push(await waitingFigures(redisUrl, wire, scale.waiting));
    return { machine, seconds: (performance.now() - begun) / 1_000, shapes: results, figures: together(figures) };
  } finally {
    await redis.quit();
  }
}

interface Comparison {
  readonly redisUrl: string;
  readonly wire: Wire;
  readonly redis: Redis;
  readonly shapes: readonly Shape[];
  readonly scale: Scale;
  readonly tell: (line: string) => void;
}

async function compare({ redisUrl, wire, redis, shapes, scale, tell }: Comparison): Promise<ShapeResult[]> {
  const contenders: Contender[] = [];
  try {
    // One after the other: a connection belongs to whoever is booting.
    contenders.push(await RawContender.boot(redisUrl, wire));
    contenders.push(await EngineContender.boot('inline', redisUrl, wire));
    contenders.push(await EngineContender.boot('queued', redisUrl, wire));
    const results: ShapeResult[] = [];
    for (const shape of shapes) {
      tell(shape.title);
      const { rounds: most, batchShare, shapeMs } = scale;
      const rounds = { most, batchShare, until: performance.now() + shapeMs };
      results.push(await measureShape(contenders, shape, rounds, new CpuClock(redis)));
    }
    return results;
  } finally {
    for (const contender of contenders) await contender.close();
  }
}

function together(parts: readonly Figures[]): Figures | undefined {
  if (parts.length === 0) return undefined;
  return { figures: parts.flatMap(({ figures }) => figures), weights: parts.flatMap(({ weights }) => weights) };
}
