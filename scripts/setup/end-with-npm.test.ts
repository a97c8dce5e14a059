import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { endWithNpm } from './end-with-npm.mjs';

const fixture = fileURLToPath(new URL('../fixtures/stopped-by-signal.mjs', import.meta.url));

let shell: ChildProcess | undefined;
let pid = 0;
afterEach(() => {
  vi.useRealTimers();
  if (pid === 0) return;
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended, as it should.
  }
});

async function* linesOf({ stdout }: ChildProcess): AsyncGenerator<string> {
  for await (const chunk of stdout ?? []) yield* String(chunk).trim().split('\n');
}

describe('a command', () => {
  it('stops as SIGTERM would stop it when the shell between it and npm is killed', async () => {
    // This shell stays between us, as dash does between npm and a script.
    shell = spawn('sh', ['-c', '"$@"; exit $?', 'sh', process.execPath, fixture], {
      env: { ...process.env, npm_lifecycle_event: 'start' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const lines = linesOf(shell);
    pid = Number((await lines.next()).value);
    shell.kill('SIGTERM');
    expect((await lines.next()).value).toBe('SIGTERM');
  });

  it('watches nobody when npm has not started it', () => {
    vi.useFakeTimers();
    endWithNpm({});
    expect(vi.getTimerCount()).toBe(0);
  });
});
