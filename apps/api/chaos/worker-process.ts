import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const worker = fileURLToPath(new URL('../dist/worker.js', import.meta.url));
const hook = new URL('crash-hook.mjs', import.meta.url).href;

/** The command at which a worker is killed: the n-th that names a run, before it is sent or after its reply came. */
export interface CrashPoint {
  readonly at: number;
  readonly when: 'before' | 'after';
}

/** A real worker process of the product. */
export class WorkerProcess {
  readonly #child: ChildProcess;
  #errors = '';

  private constructor(child: ChildProcess) {
    this.#child = child;
    child.stderr?.on('data', (chunk: Buffer) => {
      this.#errors += chunk.toString();
    });
  }

  /** Resolves once the worker listens. @throws Error with its stderr when it ends before */
  static async start(env: Readonly<Record<string, string>>, crash?: CrashPoint): Promise<WorkerProcess> {
    const crashEnv = crash === undefined ? {} : { CRASH_AT: String(crash.at), CRASH_WHEN: crash.when };
    const child = spawn(process.execPath, ['--import', hook, worker], {
      env: { PATH: process.env['PATH'], ...env, ...crashEnv },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const process_ = new WorkerProcess(child);
    let seen = '';
    for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
      seen += chunk.toString();
      if (seen.includes('"working"')) {
        child.stdout?.resume();
        return process_;
      }
    }
    throw new Error(`The worker did not start: ${process_.#errors}`);
  }

  /** Resolves when the process is gone: the signal that ended it, null when it ended by itself. */
  async ended(): Promise<NodeJS.Signals | null> {
    const { exitCode, signalCode } = this.#child;
    if (exitCode !== null || signalCode !== null) return signalCode;
    const [, signal] = (await once(this.#child, 'exit')) as [number | null, NodeJS.Signals | null];
    return signal;
  }

  get isAlive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  /** As an operator would. */
  tellToStop(): void {
    this.#child.kill('SIGTERM');
  }

  /** Stops it, and gives how many commands named a run. */
  async stop(): Promise<number> {
    this.tellToStop();
    await this.ended();
    return Number(/commands (\d+)/.exec(this.#errors)?.[1] ?? 0);
  }
}
