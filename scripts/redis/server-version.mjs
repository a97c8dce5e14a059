import { spawnSync } from 'node:child_process';
import { isAtLeast, readVersion } from '../setup/version.mjs';

/** Our scripts begin with `#!lua`, which servers before 7.0 do not understand. */
const OLDEST_SERVER = /** @type {const} */ ([7, 0, 0]);

/**
 * Asks a server binary for its version before it is trusted: a binary for another C library fails here and its own
 * message names what is missing.
 * @param {string} command
 * @param {NodeJS.ProcessEnv} env
 * @returns {{ version: string } | { reason: string }}
 */
export function tryServer(command, env) {
  const run = spawnSync(command, ['--version'], { env, encoding: 'utf8', timeout: 10_000 });
  if (run.error) return { reason: `does not start (${run.error.message})` };
  if (run.status !== 0)
    return { reason: `does not start (${firstLine(run.stderr) || `exit code ${run.status ?? run.signal}`})` };
  const version = readVersion(run.stdout.replace(/^.*?v=/s, ''));
  if (!version) return { reason: `says no version (${firstLine(run.stdout) || 'nothing'})` };
  const spelled = version.join('.');
  return isAtLeast(version, OLDEST_SERVER)
    ? { version: spelled }
    : { reason: `is ${spelled}, and 7.0 or newer is needed` };
}

/** @param {string} text */
function firstLine(text) {
  return text.trim().split('\n')[0] ?? '';
}
