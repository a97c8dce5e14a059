import type { Run, TimelineEvent } from '@workflow/contract';
import type { Io } from '../io.js';
import type { RunView } from './run-view.js';

/** The events as they came, one JSON document a line. */
export class JsonLines implements RunView {
  constructor(private readonly io: Io) {}

  show(_run: Run, events: readonly TimelineEvent[]): void {
    for (const event of events) this.io.stderr.write(`${JSON.stringify(event)}\n`);
  }

  note(text: string): void {
    this.io.stderr.write(`${JSON.stringify({ note: text })}\n`);
  }

  close(): void {
    // A line that is written stays.
  }
}
