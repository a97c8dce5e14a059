import type { Io } from '../io.js';
import { graceMs } from '../watch/follow-run.js';
import { testKey } from './api-stand-in.fixture.js';

interface TestIoOptions {
  readonly url?: string;
  readonly cwd?: string;
  readonly env?: Io['env'];
  readonly isTerminal?: boolean;
  readonly columns?: number;
  readonly rows?: number;
  readonly now?: string;
  /** Waits that last until they are interrupted; all others are over at once. */
  readonly holds?: (ms: number) => boolean;
}

/** An outside world that is seen through: what was written, what was waited for, and a Ctrl-C key. */
export interface TestIo extends Io {
  readonly written: { out: string; err: string };
  readonly waits: number[];
  /** Lets every repeated act happen once. */
  tick(): void;
  interrupt(): void;
}

export function testIo(options: TestIoOptions = {}): TestIo {
  const written = { out: '', err: '' };
  const waits: number[] = [];
  const acts = new Set<() => void>();
  const controller = new AbortController();
  const { url, isTerminal = false, columns = 120, rows = 40, holds = (ms) => ms === graceMs } = options;
  const stream = (name: 'out' | 'err') => ({
    isTerminal,
    columns,
    rows,
    write: (text: string) => void (written[name] += text),
  });
  return {
    env: { ...(url === undefined ? {} : { WF_URL: url, WF_API_KEY: testKey }), ...options.env },
    cwd: options.cwd ?? '/',
    stdout: stream('out'),
    stderr: stream('err'),
    fetch: globalThis.fetch,
    now: () => Date.parse(options.now ?? '2026-11-20T10:00:05.000Z'),
    async wait(ms, signal) {
      waits.push(ms);
      if (holds(ms) && !signal.aborted)
        await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      // A turn of the event loop, so that what the network brings is not starved.
      await new Promise((resolve) => setImmediate(resolve));
    },
    every(_ms, act) {
      acts.add(act);
      return () => acts.delete(act);
    },
    interruption: () => controller.signal,
    written,
    waits,
    tick: () => acts.forEach((act) => act()),
    interrupt: () => controller.abort(),
  };
}
