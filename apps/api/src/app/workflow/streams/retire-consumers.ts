import { z } from 'zod';
import { loadScript, type ScriptRunner } from '../state/script.js';

const script = loadScript(new URL('./retire-consumers.lua', import.meta.url), 1);

/**
 * Atomic: forgets consumers that owe nothing and have not read for `goneAfterMs`, since theirs are processes that are
 * gone; `leaving` goes at once. Gives how many.
 */
export async function retireConsumers(
  redis: ScriptRunner,
  { stream, group }: { readonly stream: string; readonly group: string },
  goneAfterMs: number,
  leaving?: string,
): Promise<number> {
  return z.number().parse(await script.run(redis, [stream], [group, goneAfterMs, leaving ?? '']));
}
