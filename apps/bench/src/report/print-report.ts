import type { ContenderResult, ShapeResult } from '../measures/measure-shape.js';
import type { Spread } from '../statistics.js';
import { commandGoal, gapGoal, isMet, throughputGoal, type Goal } from './goals.js';
import type { Report } from './report.js';
import { digits, table } from './table.js';

const names = { raw: 'raw BullMQ', inline: 'engine', queued: 'engine, inline off' } as const;

const legend = `Ratios are to raw in the same round: median [quartiles]. Absolute figures are of this machine at this moment, with whatever
else it does. raw = one FlowProducer.add of the same shape as nested children, processors that do nothing, no state.
commands = what runs cause, under load; not counted are blocking reads, lock extension, stalled checks and the once-a-second
looks of our engine. KiB = all bytes on the contender's sockets, both ways. step to step = end of a step to begin of the one that
waited for it, one run at a time. cpu = Node and Redis together, under load.`;

/** The report as text: tables, goals with met or missed, and where the commands go. */
export function printReport({ machine, seconds, shapes, figures }: Report): string {
  const { node, redis, cpus, load } = machine;
  const blocks = [
    `Node ${node}, Redis ${redis}, ${cpus} processors, load ${digits(load)} before; ${digits(seconds)} s.\n${legend}`,
    ...shapes.map(shapeText),
  ];
  if (figures !== undefined) {
    const rows = figures.figures.map(({ name, value, unit, goal, note = '' }) => {
      return [name, `${digits(value)} ${unit}`, judged(goal, value), note];
    });
    blocks.push(table(['figure', 'value', 'goal', 'note'], rows));
  }
  for (const { of, byKind } of figures?.weights ?? []) {
    blocks.push(`bytes of ${of}: ${byKind.map(([kind, bytes]) => `${kind} ${digits(bytes)}`).join(', ')}`);
  }
  return `${blocks.join('\n\n')}\n`;
}

function shapeText({ shape, title, rounds, contenders }: ShapeResult): string {
  const head = [
    '',
    'runs/s',
    'throughput',
    'goal',
    'commands',
    'goal',
    'KiB',
    'step to step',
    'ratio',
    'goal',
    'cpu ms',
    'ratio',
    'Redis',
  ];
  const rows = contenders.map((result) => rowOf(shape, result));
  const profiles = contenders.map(({ contender, profile }) => {
    return `  ${names[contender]}: ${profile.map(([name, count]) => `${name} ${digits(count)}`).join(', ')}`;
  });
  return [`${title} (${rounds} rounds)`, table(head, rows), ...profiles].join('\n');
}

function rowOf(shape: string, result: ContenderResult): string[] {
  const { contender } = result;
  const isRaw = contender === 'raw';
  return [
    names[contender],
    digits(result.runsPerSecond),
    isRaw ? '1' : spread(result.throughput),
    judged(throughputGoal(shape, contender), result.throughput.median),
    digits(result.commands),
    judged(commandGoal(shape, contender), result.commands),
    digits(result.kib),
    `${digits(result.gapMs)} ms`,
    isRaw ? '1' : spread(result.gap),
    judged(gapGoal(shape, contender), result.gap.median),
    digits(result.cpuMs),
    isRaw ? '1' : spread(result.cpu),
    `${(result.redisShare * 100).toFixed(0)} %`,
  ];
}

function spread({ low, median, high }: Spread): string {
  return `${digits(median)} [${digits(low)}-${digits(high)}]`;
}

function judged(goal: Goal | undefined, value: number): string {
  if (goal === undefined) return '';
  return `${goal.is === 'at least' ? '>=' : '<='} ${goal.bound} ${isMet(goal, value) ? 'met' : 'MISSED'}`;
}
