import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @typedef {{ root: string, node: string, env: NodeJS.ProcessEnv }} Bench where the checks work: the repository, the pinned Node
 * @typedef {{ passed: number, failed: number, output: string }} Outcome `output` is shown when something failed
 * @typedef {{ name: string, says: string, run: (bench: Bench) => Outcome | Promise<Outcome> }} Gate
 */

/**
 * One check, one point: passed when there is nothing to complain about.
 * @param {string[]} complaints
 * @returns {Outcome}
 */
export function judge(complaints) {
  return complaints.length === 0
    ? { passed: 1, failed: 0, output: '' }
    : { passed: 0, failed: 1, output: complaints.join('\n') };
}

/**
 * Runs a package's command on the pinned Node and returns what it printed.
 * @param {Bench} bench
 * @param {string} packageName
 * @param {string} command as named in the package's `bin`
 * @param {string[]} args
 * @returns {{ status: number, stdout: string, output: string }}
 */
export function runTool(bench, packageName, command, args) {
  const folder = join(bench.root, 'node_modules', packageName);
  /** @type {{ bin?: string | Record<string, string> }} */
  let manifest;
  try {
    manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  } catch {
    return { status: 1, stdout: '', output: `${packageName} is not installed: run \`npm install\`.` };
  }
  const file = typeof manifest.bin === 'string' ? manifest.bin : manifest.bin?.[command];
  if (!file) return { status: 1, stdout: '', output: `${packageName} has no command ${command}.` };
  const run = spawnSync(bench.node, [join(folder, file), ...args], {
    cwd: bench.root,
    env: bench.env,
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  const stdout = run.stdout ?? '';
  return {
    status: run.status ?? 1,
    stdout,
    output: [run.error?.message, stdout, run.stderr].filter(Boolean).join('\n').trimEnd(),
  };
}
