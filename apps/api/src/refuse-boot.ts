import { isTied } from './app/config/is-tied.js';

/** Milliseconds that a process whose main has ended may go on. */
const leftBehindMs = 2_000;

/**
 * Runs a process' main; what it throws at boot is one clear message on stderr and exit code 1. When main has ended, so
 * does the process, soon.
 */
export async function refuseBoot(main: () => Promise<void>): Promise<void> {
  try {
    await main();
    // An agent that was left behind and ignores its abort may hold a socket or a timer for as long as it likes.
    setTimeout(() => process.exit(), leftBehindMs).unref();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : 'The process could not start.'}\n`);
    process.exit(1);
  }
}

/** Resolves at SIGINT or SIGTERM, and when the process that started this one is gone and had tied it to itself. */
export async function untilToldToStop(): Promise<void> {
  await new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
    if (isTied()) {
      process.stdin.once('end', () => resolve());
      process.stdin.resume();
    }
  });
  // A pipe that is still read would keep the process alive after everything else has ended.
  process.stdin.destroy();
}
