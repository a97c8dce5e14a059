interface Timer {
  readonly at: number;
  readonly fire: () => void;
}

/** A clock that stands until it is moved, and the timers on it. Milliseconds since 1970. */
export class VirtualClock {
  #now: number;
  /** By moment; those of one moment in the order in which they were set. */
  readonly #timers: Timer[] = [];

  constructor(start = Date.UTC(2026, 0, 1)) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  /** Sets a timer; gives what takes it off again. */
  at(moment: number, fire: () => void): () => void {
    const timer: Timer = { at: Math.max(moment, this.#now), fire };
    const behind = this.#timers.findLastIndex(({ at }) => at <= timer.at);
    this.#timers.splice(behind + 1, 0, timer);
    return () => {
      const index = this.#timers.indexOf(timer);
      if (index >= 0) this.#timers.splice(index, 1);
    };
  }

  /** Moves to the next timer and fires it, if there is one until `limit`; false when there is none. */
  fireNext(limit: number): boolean {
    const [timer] = this.#timers;
    if (timer === undefined || timer.at > limit) return false;
    this.#timers.shift();
    this.#now = timer.at;
    timer.fire();
    return true;
  }

  /** Moves on without firing anything. */
  moveTo(moment: number): void {
    this.#now = Math.max(this.#now, moment);
  }
}
