import type { Run, TimelineEvent } from '@workflow/contract';

/** Where a watched run is shown: a tree that is redrawn, lines of a log, or JSON. */
export interface RunView {
  /** The run as it now stands, and what has happened since the last time. */
  show(run: Run, events: readonly TimelineEvent[]): void;
  /** A word about the watching itself, such as a lost connection. */
  note(text: string): void;
  /** No more is shown; what stands on the screen stays. */
  close(): void;
}
