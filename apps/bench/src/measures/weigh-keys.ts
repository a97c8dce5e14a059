import type { Redis } from 'ioredis';

/** Bytes of all keys under a prefix, by kind of key: names with the ids of runs taken out. */
export async function weighKeys(redis: Redis, prefix: string): Promise<Map<string, number>> {
  const kinds = new Map<string, number>();
  for await (const keys of redis.scanStream({ match: `{${prefix}*`, count: 1_000 })) {
    for (const key of new Set(keys as string[])) {
      const kind = key.replace(/^\{[^}]*\}:/, '').replaceAll(/wr_\d+-[0-9A-Z]{26}/g, 'RUN');
      const bytes = (await redis.memory('USAGE', key, 'SAMPLES', 0)) ?? 0;
      kinds.set(kind, (kinds.get(kind) ?? 0) + bytes);
    }
  }
  return kinds;
}

/** True of streams with a MAXLEN: BullMQ's of a queue, and the engine's outbox. */
export function isCapped(kind: string): boolean {
  return kind === 'outbox' || kind.endsWith(':events');
}
