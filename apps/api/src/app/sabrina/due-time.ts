import { DeferredError, TerminalError } from '../workflow/index.js';

/**
 * Holds a follow-up back until its time. The time counts from when the conversation was written, which every attempt
 * reads the same; counted from the attempt itself it would move on with each one.
 * @throws DeferredError SCHEDULED while it is early; TerminalError INVALID_INPUT for a delay without a beginning
 */
export function holdUntilDue(delayMs: number, writtenAt: string | undefined, now: number): void {
  if (delayMs === 0) return;
  if (writtenAt === undefined) {
    throw new TerminalError('INVALID_INPUT', 'delayMs needs conversation.generatedAt, the time from which it counts');
  }
  const waitMs = Date.parse(writtenAt) + delayMs - now;
  if (waitMs > 0) throw new DeferredError('SCHEDULED', `The follow-up is due in ${waitMs} ms`, waitMs);
}
