import { setTimeout as delay } from 'node:timers/promises';
import type { Io, Output } from './io.js';

/** The real world. */
export function processIo(): Io {
  let controller: AbortController | undefined;
  return {
    env: process.env,
    cwd: startFolder(),
    stdout: outputOf(process.stdout),
    stderr: outputOf(process.stderr),
    fetch: globalThis.fetch,
    now: () => Date.now(),
    wait: (ms, signal) => delay(ms, undefined, { signal }).catch(() => undefined),
    every: (ms, act) => {
      const timer = setInterval(act, ms);
      return () => clearInterval(timer);
    },
    interruption: () => {
      controller ??= abortOnInterrupt();
      return controller.signal;
    },
  };
}

/** Waits until both streams have taken everything: a pipe may still hold text when the last verb line is done. */
export async function flush(): Promise<void> {
  for (const stream of [process.stdout, process.stderr])
    await new Promise<void>((resolve) => stream.write('', () => resolve()));
}

/** `npm run wf` moves to the root of the repository; paths count from where the command was typed. */
function startFolder(): string {
  const { npm_lifecycle_event: script, INIT_CWD: typedIn } = process.env;
  return script === 'wf' && typedIn ? typedIn : process.cwd();
}

function abortOnInterrupt(): AbortController {
  const controller = new AbortController();
  // Once: a second Ctrl-C ends the process the hard way.
  process.once('SIGINT', () => controller.abort());
  return controller;
}

function outputOf(stream: NodeJS.WriteStream): Output {
  return {
    write: (text) => void stream.write(text),
    isTerminal: stream.isTTY === true,
    get columns() {
      return stream.columns ?? 100;
    },
    get rows() {
      return stream.rows ?? 24;
    },
  };
}
