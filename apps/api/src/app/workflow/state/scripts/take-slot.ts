import type { RunKeys } from '../run-keys.js';
import { loadScript, type ScriptRunner } from '../script.js';

const script = loadScript(new URL('./take-slot.lua', import.meta.url), 3);

export interface SlotRequest {
  readonly slotId: string;
  readonly member: string;
  /** How many may hold one at once. */
  readonly limit: number;
  /** 1 (first) to 100; among equals first come, first served. */
  readonly priority: number;
  /** Milliseconds. */
  readonly now: number;
}

export interface SlotReply {
  readonly isHeld: boolean;
  /** Whoever was let in by this call: others too, where there are more slots than before. */
  readonly admitted: readonly string[];
  /** The member that has held a slot for longest. */
  readonly holder: string;
}

/** Takes a slot, or a place in the line for one, atomically; safe to send twice. */
export async function takeSlot(redis: ScriptRunner, keys: RunKeys, request: SlotRequest): Promise<SlotReply> {
  const { slotId, member, limit, priority, now } = request;
  const { held, line, facts } = keys.slot(slotId);
  const reply = await script.run(redis, [held, line, facts], [member, limit, priority, now]);
  const [isHeld, admitted, holder] = reply as [number, string[], string];
  return { isHeld: isHeld === 1, admitted, holder };
}
