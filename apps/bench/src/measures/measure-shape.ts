import type { Contender, ContenderName } from '../contenders/contender.js';
import type { Shape } from '../shapes.js';
import { median, spreadOf, type Spread } from '../statistics.js';
import { countedOf } from '../wire/counted.js';
import type { CpuClock } from './cpu-clock.js';
import { drive } from './drive.js';
import { measureBatch, type Batch } from './measure-batch.js';

/** One contender in one shape: medians over the rounds, and ratios to raw in the same round. */
export interface ContenderResult {
  readonly contender: ContenderName;
  readonly runsPerSecond: number;
  readonly throughput: Spread;
  readonly commands: number;
  readonly kib: number;
  readonly gapMs: number;
  readonly gap: Spread;
  readonly cpuMs: number;
  readonly cpu: Spread;
  /** Redis' part of the processor time. */
  readonly redisShare: number;
  /** Commands and scripts for one run, most frequent first. */
  readonly profile: readonly (readonly [name: string, count: number])[];
}

export interface ShapeResult {
  readonly shape: string;
  readonly title: string;
  readonly rounds: number;
  readonly contenders: readonly ContenderResult[];
}

/** Rounds at most, and the moment (of `performance.now`) after which no further one begins. */
export interface Rounds {
  /** Runs of a batch, as a share of the shape's own. */
  readonly batchShare: number;
  readonly most: number;
  readonly until: number;
}

/** Batches in turn, the order reversed in every second round, so that drift and neighbours hit all alike. */
export async function measureShape(
  contenders: readonly Contender[],
  shape: Shape,
  rounds: Rounds,
  cpu: CpuClock,
): Promise<ShapeResult> {
  const { inFlight } = shape.load;
  const load = { runs: Math.max(inFlight, Math.ceil(shape.load.runs * rounds.batchShare)), inFlight };
  for (const contender of contenders) {
    await contender.prepare(shape);
    await drive(contender, shape, { runs: Math.ceil(load.runs / 3), inFlight });
  }
  const seen: Map<ContenderName, Batch>[] = [];
  while (seen.length < rounds.most && (seen.length === 0 || performance.now() < rounds.until)) {
    const round = new Map<ContenderName, Batch>();
    for (const contender of seen.length % 2 === 0 ? contenders : contenders.toReversed()) {
      round.set(contender.name, await measureBatch(contender, shape, load, cpu));
    }
    seen.push(round);
  }
  return {
    shape: shape.name,
    title: shape.title,
    rounds: seen.length,
    contenders: contenders.map(({ name }) => resultOf(name, seen)),
  };
}

function resultOf(name: ContenderName, rounds: readonly ReadonlyMap<ContenderName, Batch>[]): ContenderResult {
  const pairs = rounds.flatMap((round) => {
    const [own, raw] = [round.get(name), round.get('raw')];
    return own === undefined || raw === undefined ? [] : [{ own, raw }];
  });
  const middle = (read: (batch: Batch) => number): number => median(pairs.map(({ own }) => read(own)));
  const ratio = (read: (batch: Batch) => number): Spread =>
    spreadOf(pairs.map(({ own, raw }) => read(own) / read(raw)));
  const cpuMs = ({ nodeCpuMs, redisCpuMs }: Batch): number => nodeCpuMs + redisCpuMs;
  return {
    contender: name,
    runsPerSecond: middle((batch) => batch.runsPerSecond),
    throughput: ratio((batch) => batch.runsPerSecond),
    commands: middle((batch) => batch.commands),
    kib: middle((batch) => batch.bytes) / 1_024,
    gapMs: middle((batch) => batch.gapMs),
    gap: ratio((batch) => batch.gapMs),
    cpuMs: middle(cpuMs),
    cpu: ratio(cpuMs),
    redisShare: middle((batch) => batch.redisCpuMs / cpuMs(batch)),
    profile: profileOf(pairs.map(({ own }) => own.byCommand)),
  };
}

/** Medians of what each round counted; what was rare enough to have none is left out. */
function profileOf(rounds: readonly ReadonlyMap<string, number>[]): [string, number][] {
  const names = new Set(rounds.flatMap((round) => [...round.keys()]));
  const medians = new Map([...names].map((name) => [name, median(rounds.map((round) => round.get(name) ?? 0))]));
  return countedOf(medians).filter(([, count]) => count > 0);
}
