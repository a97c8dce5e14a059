import { join } from 'node:path';
import { logToStderr } from './bootstrap.mjs';
import { provideRedis } from './redis.mjs';
import { root } from './setup/root.mjs';

/**
 * Vitest's global set-up of the integration tests: a private Redis when nobody has named one, stopped after the last test.
 * The workers inherit the address through the environment.
 */
export async function setup() {
  if (process.env['REDIS_URL']) return undefined;
  const redis = await provideRedis({ dataDir: join(root, '.data'), keepsData: false, log: logToStderr });
  process.env['REDIS_URL'] = redis.url;
  return async () => {
    delete process.env['REDIS_URL'];
    await redis.stop();
  };
}
