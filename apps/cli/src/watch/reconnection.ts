const firstPauseMs = 500;
const longestPauseMs = 5_000;
const maxLosses = 8;
/** A connection that held so long was a good one; its loss begins a new count. */
const goodConnectionMs = 10_000;

/** Remembers where a broken stream is taken up again, and how long to wait before. */
export class Reconnection {
  /** The id of the last event that was seen. */
  lastEventId: string | undefined;
  private pauseMs = firstPauseMs;
  private losses = 0;
  private connectedAt: number | undefined;

  /** The server's own wish for the first pause. */
  setPause(ms: number): void {
    this.pauseMs = Math.min(ms, longestPauseMs);
  }

  connected(now: number): void {
    this.connectedAt = now;
  }

  /** An event came: whatever was lost before is made good. */
  advanced(eventId: string | undefined): void {
    this.lastEventId = eventId ?? this.lastEventId;
    this.losses = 0;
  }

  /** Milliseconds before the next try, doubling; undefined when there have been too many in a row. */
  nextPause(now: number): number | undefined {
    if (this.connectedAt !== undefined && now - this.connectedAt >= goodConnectionMs) this.losses = 0;
    this.connectedAt = undefined;
    this.losses += 1;
    if (this.losses > maxLosses) return undefined;
    return Math.min(this.pauseMs * 2 ** (this.losses - 1), longestPauseMs);
  }
}
