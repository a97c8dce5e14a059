import { UnknownOutcomeError } from '@workflow/core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AttemptAbort } from './active-attempts.js';
import { abortGraceMs, withDeadline } from './with-deadline.js';

/** Work that ends when the test says so, and keeps its signal to look at. */
class Work {
  readonly #ended = Promise.withResolvers<string>();
  readonly end = this.#ended.resolve;
  readonly fail = this.#ended.reject;
  signal: AbortSignal | undefined;

  readonly run = (signal: AbortSignal): Promise<string> => {
    this.signal = signal;
    return this.#ended.promise;
  };
}

const abortError = (name = 'AbortError'): Error => Object.assign(new Error('This operation was aborted'), { name });

describe('work under a deadline', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  let outer: AbortController;
  let work: Work;
  beforeEach(() => {
    outer = new AbortController();
    work = new Work();
  });

  it('gives its result', async () => {
    const result = withDeadline(outer.signal, 1_000, work.run);
    work.end('done');
    expect(await result).toBe('done');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('throws its own error', async () => {
    const result = withDeadline(outer.signal, undefined, work.run);
    work.fail(new Error('broken'));
    await expect(result).rejects.toThrow('broken');
  });

  it('throws its own error, thrown before it waits for anything', async () => {
    const result = withDeadline(outer.signal, 1_000, () => {
      throw new Error('broken at once');
    });
    await expect(result).rejects.toThrow('broken at once');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('does not begin when it was aborted before', async () => {
    outer.abort(new AttemptAbort('run-stopped'));
    await expect(withDeadline(outer.signal, 1_000, work.run)).rejects.toEqual(new AttemptAbort('run-stopped'));
    expect(work.signal).toBeUndefined();
  });

  it('throws an abort error of its own as it is, when nobody aborted it', async () => {
    const result = withDeadline(outer.signal, 1_000, work.run);
    work.fail(abortError());
    await expect(result).rejects.toThrow('This operation was aborted');
  });

  describe('after its timeout', () => {
    it('is aborted, and throws the timeout when it gives up', async () => {
      const result = withDeadline(outer.signal, 1_000, work.run);
      vi.advanceTimersByTime(999);
      expect(work.signal?.aborted).toBe(false);
      vi.advanceTimersByTime(1);
      expect(work.signal?.aborted).toBe(true);
      work.fail(abortError());
      await expect(result).rejects.toMatchObject({ name: 'TimeoutError', message: 'after 1000 ms' });
      expect(vi.getTimerCount()).toBe(0);
    });

    it('still gives the result that it came to within the grace', async () => {
      const result = withDeadline(outer.signal, 1_000, work.run);
      vi.advanceTimersByTime(1_000 + abortGraceMs - 1);
      work.end('just in time');
      expect(await result).toBe('just in time');
    });

    it('throws the timeout whatever words the work ends with', async () => {
      const result = withDeadline(outer.signal, 1_000, work.run);
      vi.advanceTimersByTime(1_000);
      work.fail(new Error('socket hang up'));
      await expect(result).rejects.toMatchObject({ name: 'TimeoutError' });
    });

    it('throws that the outcome of its send is unknown', async () => {
      const result = withDeadline(outer.signal, 1_000, work.run);
      vi.advanceTimersByTime(1_000);
      work.fail(new UnknownOutcomeError('SEND_UNKNOWN', 'cut off'));
      await expect(result).rejects.toThrow('cut off');
    });

    it('is left behind when it takes no notice, and its later end disturbs nobody', async () => {
      const result = withDeadline(outer.signal, 1_000, work.run);
      const thrown = result.catch((error: unknown) => error);
      await vi.advanceTimersByTimeAsync(1_000 + abortGraceMs);
      expect(await thrown).toMatchObject({ name: 'TimeoutError' });
      work.fail(new Error('much later'));
      await vi.advanceTimersByTimeAsync(0);
      expect(vi.getTimerCount()).toBe(0);
    });
  });

  describe('that is aborted from outside', () => {
    it.each(['AbortError', 'APIUserAbortError'])('throws why, when it gives up with %s', async (name) => {
      const result = withDeadline(outer.signal, undefined, work.run);
      outer.abort(new AttemptAbort('run-stopped'));
      expect(work.signal?.reason).toEqual(new AttemptAbort('run-stopped'));
      work.fail(abortError(name));
      await expect(result).rejects.toEqual(new AttemptAbort('run-stopped'));
    });

    it('is left behind after the grace, with why', async () => {
      const result = withDeadline(outer.signal, undefined, work.run, 50);
      const thrown = result.catch((error: unknown) => error);
      outer.abort(new AttemptAbort('lock-lost'));
      await vi.advanceTimersByTimeAsync(50);
      expect(await thrown).toEqual(new AttemptAbort('lock-lost'));
    });

    it('keeps the first reason when the timeout comes as well', async () => {
      const result = withDeadline(outer.signal, 10, work.run);
      outer.abort(new AttemptAbort('run-stopped'));
      vi.advanceTimersByTime(10);
      work.fail(abortError());
      await expect(result).rejects.toEqual(new AttemptAbort('run-stopped'));
    });
  });

  it('is forgotten by the outer signal when it has ended', async () => {
    const removed = vi.spyOn(outer.signal, 'removeEventListener');
    const result = withDeadline(outer.signal, 1_000, work.run);
    work.end('done');
    await result;
    outer.abort(new AttemptAbort('run-stopped'));
    expect(work.signal?.aborted).toBe(false);
    expect(removed).toHaveBeenCalledOnce();
    expect(vi.getTimerCount()).toBe(0);
  });
});
