import { Refusal } from '../setup/refusal.mjs';
import { refuseSilentRedis } from './ping.mjs';
import { findServerFromApt } from './server-from-apt.mjs';
import { findServerOnPath } from './server-on-path.mjs';

/**
 * @typedef {{ kind: 'running', url: string } | { kind: 'server', server: import('./server-on-path.mjs').RedisServer }} FoundRedis
 */

const COMMANDS = [
  '  sudo apt-get install redis-server',
  '  brew install valkey',
  '  docker run --rm -p 6379:6379 valkey/valkey:8.0.1   # then: export REDIS_URL=redis://127.0.0.1:6379',
];

/**
 * Finds a Redis, in this order: the one of REDIS_URL (then never anything else, even when it is silent), a server on the
 * PATH, the distribution's own package unpacked below `dataDir`. Throws a `Refusal` with three commands when there is none.
 * @param {{ env: NodeJS.ProcessEnv, dataDir: string, log: (line: string) => void, timeoutMs?: number }} options
 * @returns {Promise<FoundRedis>}
 */
export async function findRedis({ env, dataDir, log, timeoutMs }) {
  const url = env['REDIS_URL'];
  if (url) {
    await refuseSilentRedis(url, timeoutMs);
    return { kind: 'running', url };
  }
  const server = findServerOnPath({ env, log }) ?? findServerFromApt({ env, dataDir, log });
  if (server) return { kind: 'server', server };
  throw new Refusal(
    'No Redis 7.0 or newer was found, and none could be downloaded: run one of these commands and try again.',
    COMMANDS.join('\n'),
  );
}
