import { existsSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Refusal } from '../setup/refusal.mjs';
import { ask } from './resp.mjs';

/**
 * Two servers over one append-only file destroy it, so the port of the server that owns a data folder is written into it,
 * and the process id of the command that started it. A server whose command was just killed needs a moment to flush and
 * leave, hence the patience.
 * @param {string} dir
 * @param {number} [patienceMs]
 */
export async function refuseClaimedData(dir, patienceMs = 4000) {
  const file = join(dir, 'port');
  if (!existsSync(file)) return;
  const [port = 0, owner] = readFileSync(file, 'utf8').trim().split(/\s+/).map(Number);
  const until = Date.now() + patienceMs;
  while (await ownsFolder(port, dir)) {
    if (Date.now() > until) {
      throw new Refusal(
        `Another command is using the data in ${dir} (its Redis listens on port ${port}): stop ${owner ? `process ${owner}` : 'that command'} first, or set REDIS_URL to a Redis of your own.`,
      );
    }
    await pause(100);
  }
  rmSync(file, { force: true });
}

/** @param {string} dir @param {number} port */
export function claimData(dir, port) {
  writeFileSync(join(dir, 'port'), `${port} ${process.pid}`);
}

/** @param {string} dir */
export function leaveData(dir) {
  rmSync(join(dir, 'port'), { force: true });
}

/** @param {number} port @param {string} dir */
async function ownsFolder(port, dir) {
  if (!Number.isInteger(port) || port < 1 || port > 65_535) return false;
  try {
    // The reply is an array: *2, $3, dir, $<length>, <folder>. Only the port's own answer proves the owner; ports are reused.
    const lines = await ask(
      new URL(`redis://127.0.0.1:${port}`),
      [['CONFIG', 'GET', 'dir'], ['PING'], ['PING'], ['PING'], ['PING']],
      1000,
    );
    return lines.includes(realpathSync(dir)) || lines.some((line) => line.startsWith('-LOADING'));
  } catch {
    return false;
  }
}
