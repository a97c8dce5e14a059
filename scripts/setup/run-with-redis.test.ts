import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { runWithRedis } from './run-with-redis.mjs';

it('gives a program that is asked for its help no Redis', async () => {
  vi.stubEnv('REDIS_URL', 'nonsense');
  const root = mkdtempSync(join(tmpdir(), 'workflow-help-'));
  writeFileSync(join(root, 'program.mjs'), 'process.exitCode = 7;');
  const run = (...args: string[]) =>
    runWithRedis({ node: process.execPath, root, program: 'program.mjs', args, keepsData: false, log: () => {} });
  try {
    await expect(run('--help')).resolves.toBe(7);
    await expect(run()).rejects.toThrow(/REDIS_URL/);
  } finally {
    rmSync(root, { recursive: true });
  }
});
