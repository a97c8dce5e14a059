import { isDeepStrictEqual } from 'node:util';
import type { Expected, Observation } from './pattern.js';

const ends = new Set(['step.completed', 'step.failed', 'step.skipped', 'step.cancelled']);

/** Everything in which a run differs from what was expected of it; nothing for one that conforms. */
export function judge(expected: Expected, seen: Observation): string[] {
  return [
    ...differing('the run', expected.status, seen.status),
    ...Object.entries(expected.steps).flatMap(([path, end]) => differing(path, end, endOf(seen, path))),
    ...(expected.outputs === undefined ? [] : differing('outputs', expected.outputs, seen.outputs)),
    ...(expected.missing === undefined ? [] : differing('missing outputs', expected.missing, seen.missing)),
    ...(expected.order ?? []).flatMap(([before, after]) => disorder(seen, before, after)),
    ...overlaps(seen, expected.apart ?? []),
    ...(expected.children === undefined ? [] : differing('children', expected.children, countOf(seen.children))),
    ...repeated(seen),
    ...seen.leftovers.map((key) => `the key ${key} is left`),
  ];
}

function differing(what: string, expected: unknown, found: unknown): string[] {
  if (isDeepStrictEqual(expected, found)) return [];
  return [`${what}: expected ${JSON.stringify(expected)}, found ${JSON.stringify(found)}`];
}

function endOf({ steps }: Observation, path: string): string {
  const step = steps[path];
  if (step === undefined) return 'absent';
  return step.status === 'completed' ? step.status : (step.code ?? step.status);
}

function disorder({ events }: Observation, before: string, after: string): string[] {
  const ended = events.findIndex(({ type, stepId }) => stepId === before && ends.has(type));
  const begun = events.findIndex(({ type, stepId }) => stepId === after && type === 'step.started');
  return ended >= 0 && begun > ended ? [] : [`'${after}' did not begin after the end of '${before}'`];
}

/** A step is under way from its first attempt to its end: one that is tried again is not free in between. */
function overlaps({ events }: Observation, apart: readonly string[]): string[] {
  const underWay = new Set<string>();
  const found: string[] = [];
  for (const { type, stepId = '' } of events) {
    if (!apart.includes(stepId)) continue;
    if (ends.has(type)) underWay.delete(stepId);
    if (type !== 'step.started') continue;
    underWay.add(stepId);
    if (underWay.size > 1) found.push(`${[...underWay].join(' and ')} were under way at once`);
  }
  return found;
}

function repeated({ events }: Observation): string[] {
  const ended = events.flatMap(({ type, stepId }) => (ends.has(type) ? [stepId] : []));
  return ended.filter((path, index) => ended.indexOf(path) !== index).map((path) => `'${path}' ended twice`);
}

function countOf(statuses: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const status of statuses) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}
