import { spawn } from 'node:child_process';

/**
 * Runs a program with its workers as one process group, so that all of them end together: when the time is up, and when we
 * are stopped. A worker that spins would otherwise outlive both its parent and us.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd: string, env: NodeJS.ProcessEnv, limitMs: number }} options
 * @returns {Promise<{ status: number, isLate: boolean }>}
 */
export async function runGroup(command, args, { cwd, env, limitMs }) {
  const run = spawn(command, args, { cwd, env, stdio: ['ignore', 'inherit', 'inherit'], detached: true });
  let isLate = false;
  const endAll = () => killGroup(run.pid);
  const stop = (/** @type {NodeJS.Signals} */ signal) => {
    endAll();
    process.exit(signal === 'SIGINT' ? 130 : 143);
  };
  const limit = setTimeout(() => {
    isLate = true;
    endAll();
  }, limitMs);
  process.on('SIGINT', stop).on('SIGTERM', stop);
  try {
    /** @type {number} */
    const status = await new Promise((resolve, reject) => {
      run.once('error', reject);
      run.once('exit', (code) => resolve(code ?? 1));
    });
    return { status, isLate };
  } finally {
    clearTimeout(limit);
    process.off('SIGINT', stop).off('SIGTERM', stop);
    endAll();
  }
}

/** @param {number | undefined} pid the group's leader */
function killGroup(pid) {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // The whole group has ended already.
  }
}
