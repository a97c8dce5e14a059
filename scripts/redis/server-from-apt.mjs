import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isOnPath } from './server-on-path.mjs';
import { tryServer } from './server-version.mjs';

/** The server and the shared libraries that a bare Debian or Ubuntu lacks; a release has the ones that it needs. */
const PACKAGES = [
  'redis-server',
  'redis-tools',
  'libjemalloc2',
  'liblzf1',
  'libatomic1',
  'liblua5.1-0',
  'lua-cjson',
  'lua-bitop',
  'libssl3',
  'libssl3t64',
];

/**
 * Debian's and Ubuntu's own Redis, unpacked below `dataDir` without root: apt with package lists of our own downloads it
 * and checks its signatures, dpkg unpacks it, nothing is installed. Kept, so that the next start downloads nothing.
 * @param {{ env: NodeJS.ProcessEnv, dataDir: string, log: (line: string) => void }} options
 * @returns {import('./server-on-path.mjs').RedisServer | undefined}
 */
export function findServerFromApt({ env, dataDir, log }) {
  const home = join(dataDir, 'apt');
  const unpacked = join(home, 'unpacked');
  const kept = readUnpacked(unpacked, env);
  if ('command' in kept) return kept;
  if (!isOnPath('apt-get', env) || !isOnPath('dpkg', env)) return undefined;

  log(
    "No Redis on this machine: downloading the distribution's own package, without installing it (about 4 MB and package lists) …",
  );
  const problem = download(home, unpacked, env);
  const fresh = problem === undefined ? readUnpacked(unpacked, env) : { reason: problem };
  if ('command' in fresh) return fresh;
  log(`Skipped the distribution's package: it ${fresh.reason}.`);
  return undefined;
}

/**
 * @param {string} unpacked
 * @param {NodeJS.ProcessEnv} env
 * @returns {import('./server-on-path.mjs').RedisServer | { reason: string }}
 */
function readUnpacked(unpacked, env) {
  const command = join(unpacked, 'usr', 'bin', 'redis-server');
  if (!existsSync(command)) return { reason: 'holds no redis-server' };
  const libraries = libraryFolders(unpacked);
  const tried = tryServer(command, { ...env, LD_LIBRARY_PATH: libraries });
  return 'version' in tried
    ? { command, version: tried.version, source: "the distribution's package", libraries }
    : tried;
}

/** `usr/lib/<triplet>`, found by looking: its name depends on the processor. @param {string} unpacked */
function libraryFolders(unpacked) {
  const library = join(unpacked, 'usr', 'lib');
  if (!existsSync(library)) return '';
  return readdirSync(library)
    .filter((name) => name.includes('-linux-'))
    .map((name) => join(library, name))
    .join(':');
}

/**
 * @param {string} home
 * @param {string} unpacked
 * @param {NodeJS.ProcessEnv} env
 * @returns {string | undefined} what went wrong
 */
function download(home, unpacked, env) {
  // apt refuses list and archive folders without a `partial` in them.
  const folders = { lists: join(home, 'lists'), cache: join(home, 'cache') };
  mkdirSync(join(folders.lists, 'partial'), { recursive: true });
  mkdirSync(join(folders.cache, 'archives', 'partial'), { recursive: true });
  const work = mkdtempSync(join(home, 'work-'));
  const own = [
    '-o',
    `Dir::State::Lists=${folders.lists}`,
    '-o',
    `Dir::Cache=${folders.cache}`,
    '-o',
    'APT::Sandbox::User=',
  ];
  const english = { ...env, LC_ALL: 'C' };
  try {
    const lists = run('apt-get', [...own, '-q', 'update'], work, english);
    if (!lists.ok) return `cannot be listed (apt-get update: ${lists.complaint})`;
    const known = run('apt-cache', [...own, 'show', '--no-all-versions', ...PACKAGES], work, english).stdout;
    const names = PACKAGES.filter((name) => new RegExp(`^Package: ${name.replaceAll('.', '\\.')}$`, 'm').test(known));
    if (!names.includes('redis-server')) return 'is not in the package lists of this system';
    const fetched = run('apt-get', [...own, '-q', 'download', ...names], work, english);
    if (!fetched.ok) return `cannot be downloaded (apt-get download: ${fetched.complaint})`;
    const tree = join(work, 'tree');
    for (const archive of readdirSync(work).filter((name) => name.endsWith('.deb'))) {
      const unpack = run('dpkg', ['-x', archive, tree], work, english);
      if (!unpack.ok) return `cannot be unpacked (dpkg -x: ${unpack.complaint})`;
    }
    rmSync(unpacked, { recursive: true, force: true });
    renameSync(tree, unpacked);
    // The lists are ten times the size of the server, and nothing reads them again.
    rmSync(folders.lists, { recursive: true, force: true });
    rmSync(folders.cache, { recursive: true, force: true });
    return undefined;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/**
 * @param {string} command
 * @param {string[]} args
 * @param {string} cwd
 * @param {NodeJS.ProcessEnv} env
 */
function run(command, args, cwd, env) {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd,
    env,
    encoding: 'utf8',
    timeout: 300_000,
    maxBuffer: 64 * 1024 * 1024,
  });
  const lines = (stderr ?? '').split('\n').filter((line) => line.startsWith('E:'));
  return { ok: status === 0, stdout: stdout ?? '', complaint: error?.message ?? lines[0] ?? `exit code ${status}` };
}
