import { expect, it, vi } from 'vitest';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runGroup } from './run-group.mjs';

const cwd = process.cwd();

it('gives the exit code', async () => {
  await expect(runGroup('sh', ['-c', 'exit 4'], { cwd, env: process.env, limitMs: 10_000 })).resolves.toEqual({
    status: 4,
    isLate: false,
  });
});

it('ends a program and its spinning worker when the time is up', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'workflow-group-'));
  const note = join(folder, 'pid');
  const spinning = `sh -c 'echo $$ > ${note}; while :; do :; done' & wait`;
  await expect(runGroup('sh', ['-c', spinning], { cwd, env: process.env, limitMs: 700 })).resolves.toMatchObject({
    isLate: true,
  });
  const worker = Number(readFileSync(note, 'utf8'));
  await vi.waitFor(() => expect(() => process.kill(worker, 0)).toThrow(/ESRCH/), { timeout: 5000 });
  rmSync(folder, { recursive: true, force: true });
});
