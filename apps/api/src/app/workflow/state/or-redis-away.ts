import type { StateRedis } from './state-redis.js';

/** Milliseconds between two looks, and how long Redis may be away before nobody waits for it any more. */
const lookMs = 200;
const patienceMs = 3_000;

/** Waits for work that needs Redis; false when Redis has been away for too long, and the work is left behind. */
export async function orRedisAway(work: Promise<unknown>, redis: Pick<StateRedis, 'status'>): Promise<boolean> {
  let awaySince: number | undefined;
  let timer: NodeJS.Timeout | undefined;
  const away = new Promise<false>((resolve) => {
    timer = setInterval(() => {
      awaySince = redis.status === 'ready' ? undefined : (awaySince ?? performance.now());
      if (awaySince !== undefined && performance.now() - awaySince > patienceMs) resolve(false);
    }, lookMs);
  });
  try {
    return await Promise.race([work.then(() => true), away]);
  } finally {
    clearInterval(timer);
  }
}
