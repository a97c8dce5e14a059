/**
 * Not counted, because clocks and idleness send them and no run does: blocking reads, lock extension and the look for
 * stalled jobs of BullMQ; the inbox's own reads and the look at Redis' memory, once a second, of our engine; hellos.
 * They are the same for one run as for a thousand.
 */
const ofNoRun = new Set([
  'bzpopmin',
  'extendLock',
  'extendLocks',
  'moveStalledJobsToWait',
  'xreadgroup',
  'xautoclaim',
  'xinfo',
  'xgroup',
  'retire-consumers',
  'info',
  'client',
  'hello',
]);

/** The commands that runs cause, most frequent first; scripts by their name. */
export function countedOf(commands: ReadonlyMap<string, number>): [name: string, count: number][] {
  return [...commands].filter(([name]) => !ofNoRun.has(name)).toSorted(([, a], [, b]) => b - a);
}

export function totalOf(commands: ReadonlyMap<string, number>): number {
  return countedOf(commands).reduce((sum, [, count]) => sum + count, 0);
}
