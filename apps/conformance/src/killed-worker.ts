import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { testRedisUrl } from '@workflow/testing';
import type { CrashPoint } from './crash-at.js';

/** The built one, also for tests: another process reads no TypeScript. */
const program = fileURLToPath(new URL('../dist/worker.js', import.meta.url));

/** A worker in a process of its own. */
export class KilledWorker {
  #said = '';
  #gone: Promise<unknown>;

  private constructor(private readonly child: ChildProcess) {
    this.#gone = once(child, 'exit');
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        this.#said += chunk.toString();
      });
    }
  }

  /** Resolves once it works. @throws Error with what it said when it ends before */
  static async start(prefix: string, crash?: CrashPoint): Promise<KilledWorker> {
    const point = crash === undefined ? [] : [String(crash.at), crash.when];
    const env = { REDIS_URL: testRedisUrl() };
    const child = spawn(process.execPath, [program, prefix, ...point], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const worker = new KilledWorker(child);
    await Promise.race([worker.#works(), worker.#gone]);
    if (!worker.#said.includes('working')) throw new Error(`The worker did not start: ${worker.#said}`);
    return worker;
  }

  /** Resolves when the process is gone. */
  async gone(): Promise<void> {
    await this.#gone;
  }

  /** Stops it; gives how many commands have named a run. */
  async stop(): Promise<number> {
    this.child.kill('SIGTERM');
    await this.#gone;
    return Number(/commands (\d+)/.exec(this.#said)?.[1] ?? 0);
  }

  kill(): void {
    this.child.kill('SIGKILL');
  }

  async #works(): Promise<void> {
    while (!this.#said.includes('working'))
      await once(this.child.stdout as NonNullable<ChildProcess['stdout']>, 'data');
  }
}
