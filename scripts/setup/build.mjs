import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { copyAssets } from './copy-assets.mjs';
import { Refusal } from './refusal.mjs';

/**
 * Builds every project in the order of their references. `tsc -b` keeps its own record of what is up to date, so a second
 * build costs a fraction of a second; it says nothing unless it fails.
 * @param {{ root: string, node: string }} options
 */
export function build({ root, node }) {
  const outcome = compile({ root, node });
  if (!outcome.ok) throw new Refusal('The build failed; the compiler says:', outcome.output);
  copyAssets(root);
}

/**
 * @param {{ root: string, node: string }} options
 * @returns {{ ok: boolean, output: string }}
 */
export function compile({ root, node }) {
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const run = spawnSync(node, [tsc, '-b'], { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  if (run.error) return { ok: false, output: run.error.message };
  return { ok: run.status === 0, output: run.stdout + run.stderr };
}
