import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Refusal } from './refusal.mjs';

/**
 * Whether what is installed differs from what is locked. A younger lock file alone is only a hint (a checkout
 * touches it too), so the two lists are then compared package by package.
 * @param {string} root
 */
export function needsInstall(root) {
  const installed = join(root, 'node_modules', '.package-lock.json');
  const locked = join(root, 'package-lock.json');
  if (!existsSync(installed)) return true;
  if (!existsSync(locked)) return false;
  if (statSync(locked).mtimeMs <= statSync(installed).mtimeMs) return false;
  return differ(readPackages(locked), readPackages(installed));
}

/**
 * Installs what is locked and leaves the lock file as it is. Shows npm's own progress on stderr, because stdout belongs to
 * the command.
 *
 * Not `npm ci`: it refuses a lock file in which the optional packages of other platforms are missing, and npm leaves them
 * out whenever the registry does not carry them. `npm install --no-save` follows the same lock file without that demand.
 * @param {{ root: string, log: (line: string) => void, env?: NodeJS.ProcessEnv }} options
 */
export function install({ root, log, env = process.env }) {
  log('Installing dependencies; this takes a minute and happens once …');
  // `--include`: a shell with NODE_ENV=production would leave out the compiler and the pinned Node.
  const args = [
    'install',
    '--no-save',
    '--include=dev',
    '--include=optional',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ];
  const run = spawnSync('npm', args, {
    cwd: root,
    env: { ...env, PATH: withoutLocalBinaries(env['PATH'] ?? '') },
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (run.error)
    throw new Refusal(
      `npm could not be started (${run.error.message}): install Node with npm and run the command again.`,
    );
  if (run.status !== 0)
    throw new Refusal(`npm install failed with exit code ${run.status}: its own message stands above.`);
}

/**
 * `npm run` puts node_modules/.bin first on the PATH, and there lies a `node` that the install replaces while npm runs on it.
 * @param {string} path
 */
export function withoutLocalBinaries(path) {
  return path
    .split(delimiter)
    .filter((folder) => !/node_modules[\\/]+\.bin[\\/]*$/.test(folder))
    .join(delimiter);
}

/**
 * @typedef {{ version?: string, integrity?: string, optional?: boolean, link?: boolean }} LockedPackage
 * @param {string} file
 * @returns {Map<string, LockedPackage>}
 */
function readPackages(file) {
  const text = readFileSync(file, 'utf8');
  try {
    return new Map(Object.entries(JSON.parse(text).packages ?? {}));
  } catch {
    throw new Refusal(`${file} is no JSON: restore it from git and run the command again.`);
  }
}

/**
 * @param {Map<string, LockedPackage>} locked
 * @param {Map<string, LockedPackage>} installed
 */
function differ(locked, installed) {
  for (const [path, wanted] of locked) {
    if (!path.startsWith('node_modules/') && !path.includes('/node_modules/')) continue;
    const found = installed.get(path);
    if (!found && wanted.optional) continue;
    if (!found || found.version !== wanted.version || found.integrity !== wanted.integrity) return true;
  }
  return false;
}
