import { z } from 'zod';
import { loadScript, type ScriptRunner } from '../state/script.js';

/** A consumer that has not read for so long belongs to a process that is gone. */
const goneAfterMs = 60 * 60 * 1000;

const script = loadScript(new URL('./retire-consumers.lua', import.meta.url), 1);

/** Atomic: forgets consumers that are gone and owe nothing; `leaving` goes at once. Gives how many. */
export async function retireConsumers(
  redis: ScriptRunner,
  stream: string,
  group: string,
  leaving?: string,
): Promise<number> {
  return z.number().parse(await script.run(redis, [stream], [group, goneAfterMs, leaving ?? '']));
}
