import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findRedis } from './find-redis.mjs';
import { startRedis } from './start-redis.mjs';

/**
 * @typedef {{ url: string, ended: Promise<void>, lastWords: () => string, stop: () => Promise<void> }} ProvidedRedis
 */

/**
 * A Redis to work with: the one of REDIS_URL, left alone afterwards, or one of our own.
 * @param {{ env?: NodeJS.ProcessEnv, dataDir: string, keepsData: boolean, log: (line: string) => void }} options
 *   `keepsData`: data in `dataDir/redis` from start to start, or else in a private folder that goes with the server
 * @returns {Promise<ProvidedRedis>}
 */
export async function provideRedis({ env = process.env, dataDir, keepsData, log }) {
  const found = await findRedis({ env, dataDir, log });
  if (found.kind === 'running') {
    return { url: found.url, ended: new Promise(() => {}), lastWords: () => '', stop: async () => {} };
  }
  const dir = keepsData ? join(dataDir, 'redis') : mkdtempSync(join(tmpdir(), 'workflow-redis-'));
  const redis = await startRedis({ server: found.server, dir, env });
  log(`Redis ${found.server.version} (${found.server.source}) on ${redis.url}, data in ${dir}.`);
  const forget = () => {
    if (!keepsData) rmSync(dir, { recursive: true, force: true });
  };
  // A command that is stopped half-way ends without coming to `stop`.
  process.once('exit', forget);
  return {
    url: redis.url,
    ended: redis.ended,
    lastWords: redis.lastWords,
    async stop() {
      await redis.stop();
      process.off('exit', forget);
      forget();
    },
  };
}
