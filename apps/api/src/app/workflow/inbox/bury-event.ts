import { loadScript, type ScriptRunner } from '../state/script.js';

/** Entries that the dead stream keeps, the newest. */
export const mostDead = 10_000;

const script = loadScript(new URL('./bury-event.lua', import.meta.url), 3);

/** Atomic: moved to the dead stream once. False when it had left the stream before. */
export async function buryEvent(
  redis: ScriptRunner,
  keys: { readonly stream: string; readonly record: string; readonly dead: string },
  entry: { readonly group: string; readonly entryId: string; readonly deliveries: number },
  end: { readonly now: number; readonly reason: string },
): Promise<boolean> {
  const args = [entry.group, entry.entryId, end.now, end.reason, entry.deliveries, mostDead];
  return (await script.run(redis, [keys.stream, keys.record, keys.dead], args)) === 1;
}
