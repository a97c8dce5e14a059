import { loadScript, type ScriptRunner } from '../state/script.js';
import type { EventNote } from './inbox-handler.js';

const script = loadScript(new URL('./finish-event.lua', import.meta.url), 2);

/** Atomic: acknowledged, deleted and recorded, once. False when it had ended before. */
export async function finishEvent(
  redis: ScriptRunner,
  keys: { readonly stream: string; readonly record: string },
  entry: { readonly group: string; readonly entryId: string },
  end: { readonly now: number; readonly notes: readonly EventNote[] },
): Promise<boolean> {
  const args = [entry.group, entry.entryId, end.now, JSON.stringify(end.notes)];
  return (await script.run(redis, [keys.stream, keys.record], args)) === 1;
}
