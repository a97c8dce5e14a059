import { UnknownOutcomeError } from '@workflow/core';

/** Milliseconds that work gets to end by itself after its abort; then it is left behind, fenced off. */
export const abortGraceMs = 5_000;

/**
 * Runs work under a signal that is aborted with `outer`, or after `timeoutMs`. Gives the work's own result when it ends
 * within the grace after its abort; else throws the reason of the abort and leaves the work to its fence.
 */
export async function withDeadline<T>(
  outer: AbortSignal,
  timeoutMs: number | undefined,
  work: (signal: AbortSignal) => Promise<T>,
  graceMs: number = abortGraceMs,
): Promise<T> {
  outer.throwIfAborted();
  const own = new AbortController();
  const onOuter = (): void => own.abort(outer.reason);
  outer.addEventListener('abort', onOuter, { once: true });
  const timer =
    timeoutMs === undefined
      ? undefined
      : setTimeout(() => own.abort(new DOMException(`after ${timeoutMs} ms`, 'TimeoutError')), timeoutMs);
  let grace: NodeJS.Timeout | undefined;
  const leftBehind = new Promise<never>((_, reject) => {
    own.signal.addEventListener('abort', () => {
      grace = setTimeout(() => reject(own.signal.reason as Error), graceMs);
    });
  });
  try {
    return await Promise.race([settled(work, own.signal), leftBehind]);
  } catch (error) {
    // Work that was told to stop may say so in any words, a client's as well: the reason of the abort is what counts. But
    // that a send's outcome is unknown is news of its own.
    throw own.signal.aborted && !(error instanceof UnknownOutcomeError) ? own.signal.reason : error;
  } finally {
    clearTimeout(timer);
    clearTimeout(grace);
    outer.removeEventListener('abort', onOuter);
  }
}

async function settled<T>(work: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T> {
  return work(signal);
}
