import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { tryServer } from './server-version.mjs';

/**
 * @typedef {{ command: string, version: string, source: string, libraries?: string }} RedisServer a binary that was seen to
 *   start; `libraries` is where its shared libraries lie when the system has them not
 */

/**
 * The first valkey-server or redis-server on the PATH that starts and is new enough; the others are skipped with their reason.
 * @param {{ env: NodeJS.ProcessEnv, log: (line: string) => void }} options
 * @returns {RedisServer | undefined}
 */
export function findServerOnPath({ env, log }) {
  const folders = (env['PATH'] ?? '').split(delimiter).filter(Boolean);
  for (const name of ['valkey-server', 'redis-server']) {
    for (const folder of folders) {
      const command = join(folder, name);
      if (!isProgram(command)) continue;
      const tried = tryServer(command, env);
      if ('version' in tried) return { command, version: tried.version, source: 'PATH' };
      log(`Skipped ${command}: it ${tried.reason}.`);
    }
  }
  return undefined;
}

/**
 * @param {string} name
 * @param {NodeJS.ProcessEnv} env
 */
export function isOnPath(name, env) {
  return (env['PATH'] ?? '').split(delimiter).some((folder) => folder !== '' && isProgram(join(folder, name)));
}

/** @param {string} file */
function isProgram(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
