import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findRedis } from './find-redis.mjs';
import { findFreePort } from './free-port.mjs';

let home = '';
let bin = '';
let said: string[] = [];
const log = (line: string) => void said.push(line);
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'workflow-find-'));
  bin = join(home, 'bin');
  mkdirSync(bin);
  said = [];
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

/** A program that exists on a PATH of its own, where nothing else is. */
function fake(name: string, script: string) {
  writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
}
const find = (more: Record<string, string> = {}) =>
  findRedis({ env: { PATH: bin, ...more }, dataDir: join(home, 'data'), log, timeoutMs: 300 });

describe('REDIS_URL', () => {
  it('is taken when it answers, and nothing else is looked at', async () => {
    const server = createServer((socket) => socket.on('data', () => socket.write('+PONG\r\n')));
    const port = await findFreePort();
    await new Promise<void>((done) => server.listen(port, '127.0.0.1', done));
    fake('redis-server', 'echo used > "$0.used"');
    await expect(find({ REDIS_URL: `redis://127.0.0.1:${port}` })).resolves.toEqual({
      kind: 'running',
      url: `redis://127.0.0.1:${port}`,
    });
    expect(existsSync(join(bin, 'redis-server.used'))).toBe(false);
    server.close();
  });

  it('is refused when nothing answers, although a server is on the PATH, and the password is not shown', async () => {
    fake('redis-server', "echo 'Redis server v=7.2.4 sha=0'");
    const port = await findFreePort();
    const refusal = await find({ REDIS_URL: `redis://:secret@127.0.0.1:${port}` }).catch(
      (error: unknown) => error as Error,
    );
    expect(refusal).toMatchObject({
      name: 'Refusal',
      message: expect.stringMatching(/^REDIS_URL names a Redis at 127\.0\.0\.1:\d+ that does not answer/),
    });
    expect((refusal as Error).message).not.toContain('secret');
  });

  it('is refused when the server accepts and stays silent', async () => {
    const server = createServer(() => {});
    const port = await findFreePort();
    await new Promise<void>((done) => server.listen(port, '127.0.0.1', done));
    await expect(find({ REDIS_URL: `redis://127.0.0.1:${port}` })).rejects.toThrow(/no answer within 0\.3 s/);
    server.close();
  });

  it.each(['localhost:6379', 'http://localhost', 'nonsense'])('is refused when it is %s', async (url) => {
    await expect(find({ REDIS_URL: url })).rejects.toThrow(/^REDIS_URL is not a redis:/);
  });
});

describe('a server on the PATH', () => {
  it('is valkey before redis', async () => {
    fake('valkey-server', "echo 'Valkey server v=8.0.1 sha=0'");
    fake('redis-server', "echo 'Redis server v=7.2.4 sha=0'");
    await expect(find()).resolves.toEqual({
      kind: 'server',
      server: { command: join(bin, 'valkey-server'), version: '8.0.1', source: 'PATH' },
    });
  });

  it('is skipped with its own complaint when it does not start, and with its version when it is too old', async () => {
    fake('valkey-server', 'echo "valkey-server: version \'GLIBC_2.38\' not found" >&2; exit 1');
    fake('redis-server', "echo 'Redis server v=6.0.16 sha=0'");
    await expect(find()).rejects.toThrow(/^No Redis 7\.0 or newer was found/);
    expect(said.join('\n')).toContain("GLIBC_2.38' not found");
    expect(said.join('\n')).toContain('is 6.0.16, and 7.0 or newer is needed');
  });
});

describe("the distribution's package", () => {
  const unpack = `mkdir -p "$3/usr/bin" "$3/usr/lib/x-linux-gnu"
printf '%s\\n' '#!/bin/sh' '[ -n "$LD_LIBRARY_PATH" ] && echo "Redis server v=7.0.15 sha=0"' > "$3/usr/bin/redis-server"
chmod 755 "$3/usr/bin/redis-server"`;

  beforeEach(() => {
    for (const tool of ['mkdir', 'chmod', 'touch'])
      symlinkSync(existsSync(`/usr/bin/${tool}`) ? `/usr/bin/${tool}` : `/bin/${tool}`, join(bin, tool));
    fake('apt-cache', "echo 'Package: redis-server'; echo 'Package: redis-tools'");
    fake('dpkg', unpack);
  });

  it('is downloaded once, with lists of our own, and found again without a download', async () => {
    fake('apt-get', `echo "$*" >> ${home}/calls; case "$*" in *" download "*) touch redis-server.deb;; esac`);
    const first = await find();
    expect(first).toMatchObject({
      kind: 'server',
      server: { version: '7.0.15', command: join(home, 'data/apt/unpacked/usr/bin/redis-server') },
    });
    const calls = readFileSync(join(home, 'calls'), 'utf8');
    expect(calls).toMatch(/Dir::State::Lists=.*update\n.*download redis-server redis-tools\n/);
    await expect(find()).resolves.toEqual(first);
    expect(readFileSync(join(home, 'calls'), 'utf8')).toBe(calls);
  });

  it('is given up with the reason when there is no network, and three commands are shown', async () => {
    fake('apt-get', "echo 'E: Failed to fetch http://deb.example' >&2; exit 100");
    await expect(find()).rejects.toMatchObject({
      detail: expect.stringMatching(/apt-get install.*\n.*brew install.*\n.*docker run/),
    });
    expect(said.join('\n')).toContain('E: Failed to fetch http://deb.example');
  });
});
