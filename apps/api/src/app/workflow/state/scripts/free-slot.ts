import type { RunKeys } from '../run-keys.js';
import { loadScript, type ScriptRunner } from '../script.js';

const script = loadScript(new URL('./free-slot.lua', import.meta.url), 3);

/** Gives a slot or a place in its line back, atomically; gives whoever was let in. Safe to send twice. */
export async function freeSlot(
  redis: ScriptRunner,
  keys: RunKeys,
  { slotId, member, now }: { slotId: string; member: string; now: number },
): Promise<readonly string[]> {
  const { held, line, facts } = keys.slot(slotId);
  return (await script.run(redis, [held, line, facts], [member, now])) as string[];
}
