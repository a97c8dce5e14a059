import type { RunKeys } from '../run-keys.js';
import { loadScript, type ScriptRunner } from '../script.js';

const script = loadScript(new URL('./forget-slot.lua', import.meta.url), 1);

/** Takes a slot that nobody holds off the list, atomically, unless it was asked for after `before` (ms). */
export async function forgetSlot(redis: ScriptRunner, keys: RunKeys, slotId: string, before: number): Promise<void> {
  await script.run(redis, [keys.slots], [slotId, before]);
}
