import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { root } from '../setup/root.mjs';
import { findRedis } from './find-redis.mjs';
import { findSilence } from './ping.mjs';
import { ask } from './resp.mjs';
import { startRedis } from './start-redis.mjs';

const env = { ...process.env, REDIS_URL: '' };
let home = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'workflow-start-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

async function realServer() {
  const found = await findRedis({ env, dataDir: join(root, '.data'), log: () => {} });
  if (found.kind !== 'server') throw new Error('a server binary was expected');
  return found.server;
}
const isGone = (url: string) =>
  vi.waitFor(async () => expect(await findSilence(url, 500)).toBeDefined(), { timeout: 10_000 });

describe('startRedis', () => {
  it('answers on loopback with the promised settings, and is gone after stop', async () => {
    const redis = await startRedis({ server: await realServer(), dir: home, env });
    const url = new URL(redis.url);
    expect(url.hostname).toBe('127.0.0.1');
    const settings = [
      ['appendonly', 'yes'],
      ['appendfsync', 'everysec'],
      ['maxmemory-policy', 'noeviction'],
      ['save', ''],
      ['hash-max-listpack-value', '512'],
    ] as const;
    for (const [name, value] of settings) {
      const lines = await ask(url, [['CONFIG', 'GET', name], ['PING'], ['PING'], ['PING'], ['PING']], 2000);
      expect([name, lines[4]]).toEqual([name, value]);
    }
    process.kill(redis.pid, 0);
    await redis.stop();
    expect(await findSilence(redis.url, 500)).toBeDefined();
    expect(() => process.kill(redis.pid, 0)).toThrow(/ESRCH/);
  });

  it('keeps its data from start to start', async () => {
    const server = await realServer();
    const first = await startRedis({ server, dir: home, env });
    await ask(new URL(first.url), [['SET', 'a', 'kept']], 2000);
    await first.stop();
    const second = await startRedis({ server, dir: home, env });
    expect(await ask(new URL(second.url), [['GET', 'a'], ['PING']], 2000)).toContain('kept');
    await second.stop();
  });

  it('says when it ends by itself', async () => {
    const redis = await startRedis({ server: await realServer(), dir: home, env });
    process.kill(redis.pid, 'SIGKILL');
    await redis.ended;
    await redis.stop();
  });

  it('dies with its command, even by SIGKILL, and the data is free for the next one', async () => {
    const holder = spawn(
      process.execPath,
      [fileURLToPath(new URL('../fixtures/hold-redis.mjs', import.meta.url)), home],
      { env, stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const [line] = (await once(holder.stdout, 'data')) as [Buffer];
    const url = line.toString().trim();
    expect(await findSilence(url, 2000)).toBeUndefined();

    const rival = await startRedis({ server: await realServer(), dir: join(home, 'redis'), env }).catch(
      (error: unknown) => error,
    );
    expect(rival).toMatchObject({
      name: 'Refusal',
      message: expect.stringMatching(`^Another command is using the data in .*: stop process ${holder.pid} first`),
    });

    holder.kill('SIGKILL');
    await isGone(url);
    const next = await startRedis({ server: await realServer(), dir: join(home, 'redis'), env });
    await next.stop();
  });

  it('names the fault when the server refuses to start', async () => {
    const attempt = startRedis({ server: await realServer(), dir: home, env, args: ['--no-such-setting', '1'] });
    await expect(attempt).rejects.toThrow(/did not start: .*(Bad directive|no-such-setting|FATAL)/);
  });
});
