import type { TimelineEvent } from '@workflow/contract';
import type { Redis } from 'ioredis';
import { listenTo } from '../../../lib/redis/listen-to.js';
import { runMember, type RunKeys } from '../state/run-keys.js';
import { isLastEvent, type Timeline } from './timeline.js';

/** Events read at once. */
const pageSize = 500;
/** A notification may be lost while the subscriber reconnects: viewers look by themselves at least this often, ms. */
const lookAgainMs = 5_000;

/** Live histories: one subscription a process, shared by all its viewers, fed by a publish in each script. */
export class LiveEvents {
  readonly #waiting = new Map<string, Set<() => void>>();
  #isSubscribed = false;

  /** `subscriber` is a connection of its own: one that subscribes can do nothing else. */
  constructor(
    private readonly subscriber: Redis,
    private readonly keys: RunKeys,
    private readonly timeline: Timeline,
  ) {}

  /** A run's events from after `after`, until its last one or until `signal` aborts; in order, none lost. */
  async *follow(
    teamId: string,
    runId: string,
    after: string | undefined,
    signal?: AbortSignal,
  ): AsyncGenerator<TimelineEvent, void, undefined> {
    await this.#subscribe();
    const member = runMember(teamId, runId);
    let seen = after;
    const isWanted = (): boolean => signal?.aborted !== true;
    while (isWanted()) {
      // Armed before reading, so that what is written in between is not slept through.
      const moved = this.#moved(member, signal);
      // Asked before reading: what was written by then is in the page.
      const isClosed = await this.timeline.isClosed(teamId, runId);
      const events = await this.timeline.read(teamId, runId, seen, pageSize);
      for (const event of events) {
        yield event;
        seen = event.id;
        if (isLastEvent(event)) {
          moved.forget();
          return;
        }
      }
      const isAtEnd = events.length < pageSize;
      if (isAtEnd && !isClosed) await moved.promise;
      moved.forget();
      // Somebody who has seen the last event before waits for nothing more.
      if (isAtEnd && isClosed) return;
    }
  }

  async #subscribe(): Promise<void> {
    if (this.#isSubscribed) return;
    this.#isSubscribed = true;
    this.subscriber.on('message', (channel: string, member: string) => {
      if (channel === this.keys.moved) for (const wake of this.#waiting.get(member) ?? []) wake();
    });
    await listenTo(this.subscriber, this.keys.moved);
  }

  #moved(member: string, signal?: AbortSignal): { promise: Promise<void>; forget: () => void } {
    const { promise, resolve } = Promise.withResolvers<void>();
    const waiting = this.#waiting.get(member) ?? new Set();
    this.#waiting.set(member, waiting.add(resolve));
    const timer = setTimeout(resolve, lookAgainMs);
    signal?.addEventListener('abort', () => resolve(), { once: true });
    return {
      promise,
      forget: () => {
        clearTimeout(timer);
        waiting.delete(resolve);
        if (waiting.size === 0) this.#waiting.delete(member);
      },
    };
  }
}
