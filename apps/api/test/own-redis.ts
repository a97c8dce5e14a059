import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { until } from '@workflow/testing';
import { Redis } from 'ioredis';
import { findRedis } from '../../../scripts/redis.mjs';
import { findFreePort } from '../../../scripts/redis/free-port.mjs';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** The server dies, as by a crash, with the end of our pipe: also when the process of the test is killed. */
const tie = '"$@" & pid=$!; cat >/dev/null; kill -9 $pid; wait $pid';

/** A Redis that a test may kill, fill and start again, on one port and over one append-only file. */
export class OwnRedis {
  #process: ChildProcess | undefined;
  readonly #dir = mkdtempSync(join(tmpdir(), 'workflow-outage-'));

  private constructor(
    readonly port: number,
    private readonly server: { readonly command: string; readonly libraries?: string },
  ) {}

  static async start(): Promise<OwnRedis> {
    const env = { ...process.env, REDIS_URL: '' };
    const found = await findRedis({ env, dataDir: join(root, '.data'), log: () => undefined });
    if (found.kind !== 'server') throw new Error('a server binary was expected');
    const redis = new OwnRedis(await findFreePort(), found.server);
    await redis.up();
    return redis;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Starts the server over what it had, and waits until it answers. */
  async up(): Promise<void> {
    const { command, libraries } = this.server;
    const options = ['--port', String(this.port), '--bind', '127.0.0.1', '--dir', this.#dir, '--save', ''];
    const server = [command, ...options, '--appendonly', 'yes', '--maxmemory-policy', 'noeviction'];
    this.#process = spawn('sh', ['-c', tie, 'sh', ...server], {
      stdio: ['pipe', 'ignore', 'ignore'],
      env: libraries === undefined ? process.env : { ...process.env, LD_LIBRARY_PATH: libraries },
    });
    await until('the own Redis answers', () =>
      this.ask('PING').then(
        (answer) => answer === 'PONG',
        () => false,
      ),
    );
  }

  /** As a crash does: without a word. */
  async kill(): Promise<void> {
    const child = this.#process;
    if (child === undefined) return;
    this.#process = undefined;
    const gone = once(child, 'exit');
    child.stdin?.end();
    await gone;
  }

  async ask(command: string, ...args: string[]): Promise<unknown> {
    const redis = new Redis(this.url, { lazyConnect: true, retryStrategy: () => null });
    redis.on('error', () => undefined);
    try {
      await redis.connect();
      return await redis.call(command, ...args);
    } finally {
      redis.disconnect();
    }
  }

  async close(): Promise<void> {
    await this.kill();
    rmSync(this.#dir, { recursive: true, force: true });
  }
}
