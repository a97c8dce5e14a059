import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/** npm passes a Ctrl-C on, although the terminal has sent it to us already: the second of a pair is not a second wish. */
const PAIR_MS = 2000;

/**
 * Runs a program to its end and gives its exit code (128 + number when a signal ended it). A stop signal is passed on once
 * and the program is waited for; asked again later, it is killed. It has a process group of its own, or Ctrl-C would reach
 * it twice, and its stdin is a pipe whose end tells it that we are gone, even when we are killed.
 * @param {{ command: string, args: string[], env: NodeJS.ProcessEnv, stopWhen?: Promise<unknown>, signals?: NodeJS.EventEmitter }} options
 *   `stopWhen`: stops the program as SIGTERM would; `signals`: where stop signals are heard
 * @returns {Promise<number>}
 */
export function runProgram({ command, args, env, stopWhen, signals = process }) {
  const child = spawn(command, args, {
    env: { ...env, WORKFLOW_TIED: '1' },
    stdio: ['pipe', 'inherit', 'inherit'],
    detached: process.platform !== 'win32',
  });
  child.stdin.on('error', () => {});
  let firstAt = 0;
  const stop = (/** @type {NodeJS.Signals} */ signal) => {
    const now = Date.now();
    if (firstAt === 0) child.kill(signal === 'SIGHUP' ? 'SIGTERM' : signal);
    else if (now - firstAt > PAIR_MS) child.kill('SIGKILL');
    firstAt ||= now;
  };
  const heard = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
  for (const signal of heard) signals.on(signal, stop);
  void stopWhen?.then(() => stop('SIGTERM'));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      for (const name of heard) signals.off(name, stop);
      resolve(code ?? 128 + (signal ? constants.signals[signal] : 0));
    });
  });
}
