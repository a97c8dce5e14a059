import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Refusal } from '../setup/refusal.mjs';
import { claimData, leaveData, refuseClaimedData } from './data-claim.mjs';
import { findFreePort } from './free-port.mjs';
import { findSilence } from './ping.mjs';

/**
 * What keeps ten thousand waiting runs small, and long runs quick: a timeline begins with 1 KiB and not with 4, short values
 * stay packed, and a hash of more than 128 fields is looked up and not scanned.
 */
const smallRuns = [
  ...['--stream-node-max-bytes', '1024', '--hash-max-listpack-value', '512'],
  ...['--hash-max-listpack-entries', '128'],
];

/**
 * @typedef {{ url: string, pid: number, ended: Promise<void>, lastWords: () => string, stop: () => Promise<void> }} StartedRedis
 *   `pid` is the server's own; `ended` resolves when it is gone, for whatever reason
 */

/**
 * The server outlives a parent that is killed with SIGKILL unless something is tied to it: this shell reads our pipe, whose
 * end comes with the end of our process, and then stops the server. It gives its own output away, so that the end of the
 * output means the end of the server.
 */
const TIE =
  '"$@" & pid=$!; echo "pid $pid"; exec >/dev/null 2>&1; trap "kill $pid" TERM; cat >/dev/null; kill $pid; wait $pid';

/**
 * Starts a server on a free loopback port over the data in `dir`, and waits until it answers.
 * @param {{ server: import('./server-on-path.mjs').RedisServer, dir: string, env?: NodeJS.ProcessEnv, args?: string[], timeoutMs?: number }} options
 *   `args` come last and so win over ours
 * @returns {Promise<StartedRedis>}
 */
export async function startRedis({ server, dir, env = process.env, args = [], timeoutMs = 20_000 }) {
  const data = resolve(dir);
  mkdirSync(data, { recursive: true });
  await refuseClaimedData(data);
  for (let turn = 1; ; turn += 1) {
    const port = await findFreePort();
    const redis = launch(server, data, port, env, args);
    const problem = await waitUntilReady(redis, timeoutMs);
    if (!problem) {
      claimData(data, port);
      return redis;
    }
    await redis.stop();
    if (turn < 3 && /Address already in use/.test(problem)) continue;
    throw new Refusal(`Redis ${server.version} (${server.command}) did not start: ${problem}`);
  }
}

/**
 * @param {import('./server-on-path.mjs').RedisServer} server
 * @param {string} data
 * @param {number} port
 * @param {NodeJS.ProcessEnv} env
 * @param {string[]} args
 * @returns {StartedRedis}
 */
function launch(server, data, port, env, args) {
  const options = [
    ...['--port', String(port), '--bind', '127.0.0.1', '--dir', data],
    ...['--appendonly', 'yes', '--appendfsync', 'everysec', '--save', ''],
    ...['--maxmemory-policy', 'noeviction', ...smallRuns, ...args],
  ];
  const environment = server.libraries ? { ...env, LD_LIBRARY_PATH: server.libraries } : env;
  // A group of its own: Ctrl-C in the terminal must reach the workers first and Redis last.
  const tied = spawn('sh', ['-c', TIE, 'sh', server.command, ...options], {
    env: environment,
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
  let output = '';
  let pid = 0;
  const keep = (/** @type {Buffer} */ chunk) => {
    output += chunk.toString();
    pid ||= Number(/^pid (\d+)$/m.exec(output)?.[1] ?? 0);
    output = output.slice(-8000);
  };
  tied.stdout.on('data', keep);
  tied.stderr.on('data', keep);
  tied.stdin.on('error', () => {});
  const ended = new Promise((done) => {
    tied.stdout.once('close', () => done(undefined));
    tied.once('error', () => done(undefined));
  });
  const gone = new Promise((done) => {
    tied.once('exit', () => done(undefined));
    tied.once('error', () => done(undefined));
  });
  const redis = {
    url: `redis://127.0.0.1:${port}`,
    get pid() {
      return pid;
    },
    ended: ended.then(() => {}),
    lastWords: () => readComplaint(output),
    async stop() {
      tied.stdin.end();
      const forced = setTimeout(() => killIfAlive(pid), 15_000);
      await gone;
      clearTimeout(forced);
      leaveData(data);
    },
  };
  return redis;
}

/**
 * @param {StartedRedis} redis
 * @param {number} timeoutMs
 * @returns {Promise<string | undefined>} why it is not ready
 */
async function waitUntilReady(redis, timeoutMs) {
  const until = Date.now() + timeoutMs;
  let hasEnded = false;
  void redis.ended.then(() => (hasEnded = true));
  for (;;) {
    const silence = await findSilence(redis.url, 1000);
    // An answer counts only while our own server lives: another program's Redis may have taken the port.
    if (hasEnded) return redis.lastWords();
    if (!silence) return undefined;
    if (Date.now() > until) return `it does not answer within ${timeoutMs / 1000} s (${silence})`;
    await pause(20);
  }
}

/** The line that names the fault, without its process id and date. @param {string} output */
function readComplaint(output) {
  const lines = output
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line && !line.startsWith('pid '));
  const fault = lines.find(
    (line) => /#|\*\*\*|>>>|error|fail|denied|cannot|not found/i.test(line) && !/oO0Oo|overcommit/i.test(line),
  );
  const port = lines.find((line) => line.includes('Address already in use'));
  return (port ?? fault ?? lines.at(-1) ?? 'it ended without a word').replace(/^\d+:[A-Z] .*? [*#] /, '');
}

/** @param {number} pid */
function killIfAlive(pid) {
  if (pid === 0) return;
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended meanwhile, which is what was wanted.
  }
}
