import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './setup/build.mjs';
import { install, needsInstall } from './setup/install.mjs';
import { refuseOldNode } from './setup/node-version.mjs';
import { findPinnedNode } from './setup/pinned-node.mjs';
import { root as repositoryRoot } from './setup/root.mjs';

export { build, compile } from './setup/build.mjs';
export { install, needsInstall } from './setup/install.mjs';
export { refuseOldNode } from './setup/node-version.mjs';
export { findPinnedNode } from './setup/pinned-node.mjs';

/**
 * Makes a fresh clone ready to run: Node new enough, dependencies installed, the pinned Node found, everything built.
 * What is already done is not done again. Throws a `Refusal` with one sentence otherwise.
 * @param {{ root?: string, log?: (line: string) => void, builds?: boolean }} [options] `builds: false` leaves the compiler
 *   to the caller (the checks report its errors as one of their own)
 * @returns {Promise<{ node: string, root: string }>}
 */
export async function ensureReady({ root = repositoryRoot, log = logToStderr, builds = true } = {}) {
  refuseOldNode(process.version);
  if (needsInstall(root)) install({ root, log });
  const node = findPinnedNode({ root });
  if (builds) {
    const isFirst = !existsSync(join(root, 'apps', 'api', 'dist'));
    log(isFirst ? 'Building; this takes half a minute the first time …' : 'Building what has changed …');
    build({ root, node });
  }
  return { node, root };
}

/** @param {string} line */
export function logToStderr(line) {
  process.stderr.write(`${line}\n`);
}
