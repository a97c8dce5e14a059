import { EventEmitter } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runProgram } from './run-program.mjs';

let folder = '';
let signals = new EventEmitter();
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'workflow-program-'));
  signals = new EventEmitter();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a piece of JavaScript as the program; it may write its progress into the file that `note` names. */
function run(script: string, more: { stopWhen?: Promise<unknown> } = {}) {
  const note = join(folder, 'note');
  const code = `const note = (word) => require('node:fs').appendFileSync(${JSON.stringify(note)}, word + ' '); ${script}`;
  return {
    ended: runProgram({ command: process.execPath, args: ['-e', code], env: process.env, signals, ...more }),
    note,
  };
}
const noted = (note: string, words: string) =>
  vi.waitFor(() => expect(readFileSync(note, 'utf8').trim()).toBe(words), { timeout: 10_000 });

describe('runProgram', () => {
  it('gives the exit code of the program, and 128 + number when a signal ended it', async () => {
    await expect(run('process.exit(3)').ended).resolves.toBe(3);
    await expect(run("process.kill(process.pid, 'SIGKILL')").ended).resolves.toBe(137);
  });

  it('passes a doubled Ctrl-C on once and waits for the program', async () => {
    const { ended, note } = run(
      "process.on('SIGINT', () => { note('int'); setTimeout(() => process.exit(5), 300); }); setInterval(() => {}, 1000); note('up');",
    );
    await noted(note, 'up');
    signals.emit('SIGINT', 'SIGINT');
    signals.emit('SIGINT', 'SIGINT');
    await expect(ended).resolves.toBe(5);
    expect(readFileSync(note, 'utf8').trim()).toBe('up int');
  });

  it('stops listening to signals when the program has ended', async () => {
    await run('').ended;
    expect(signals.listenerCount('SIGINT') + signals.listenerCount('SIGTERM')).toBe(0);
  });

  it('stops the program when what it leans on has ended', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const { ended, note } = run(
      "process.on('SIGTERM', () => process.exit(6)); setInterval(() => {}, 1000); note('up');",
      { stopWhen: promise },
    );
    await noted(note, 'up');
    resolve();
    await expect(ended).resolves.toBe(6);
  });

  it('ties the program to us by its stdin and says so', async () => {
    const { ended } = run(
      "process.exit(process.env.WORKFLOW_TIED === '1' && require('node:fs').fstatSync(0).isFIFO() | require('node:fs').fstatSync(0).isSocket() ? 0 : 1)",
    );
    await expect(ended).resolves.toBe(0);
  });
});
