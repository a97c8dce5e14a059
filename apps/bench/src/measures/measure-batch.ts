import type { Contender } from '../contenders/contender.js';
import type { Load, Shape } from '../shapes.js';
import { median } from '../statistics.js';
import { totalOf } from '../wire/counted.js';
import { between } from '../wire/ledger.js';
import type { CpuClock } from './cpu-clock.js';
import { drive, settleDown } from './drive.js';

/** One batch of one contender, each figure for one run. */
export interface Batch {
  readonly runsPerSecond: number;
  readonly commands: number;
  readonly bytes: number;
  readonly nodeCpuMs: number;
  readonly redisCpuMs: number;
  /** Median milliseconds from step to step, of runs that were alone. */
  readonly gapMs: number;
  readonly byCommand: ReadonlyMap<string, number>;
}

/** A batch under load, and then runs alone. */
export async function measureBatch(contender: Contender, shape: Shape, load: Load, cpu: CpuClock): Promise<Batch> {
  await settleDown(contender);
  const [before, cpuBefore] = [contender.ledger.read(), await cpu.read()];
  const ms = await drive(contender, shape, load);
  await settleDown(contender);
  const [after, cpuAfter] = [contender.ledger.read(), await cpu.read()];
  const { commands, bytes } = between(before, after);
  contender.probe.takeGaps();
  await drive(contender, shape, { runs: shape.alone, inFlight: 1 });
  return {
    runsPerSecond: (load.runs / ms) * 1_000,
    commands: totalOf(commands) / load.runs,
    bytes: bytes / load.runs,
    nodeCpuMs: (cpuAfter.node - cpuBefore.node) / load.runs,
    redisCpuMs: (cpuAfter.redis - cpuBefore.redis) / load.runs,
    gapMs: median(contender.probe.takeGaps()),
    byCommand: new Map([...commands].map(([name, count]) => [name, count / load.runs])),
  };
}
