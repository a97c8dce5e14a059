import { RetryableError, TerminalError } from '@workflow/core';

/** What an agent of a case does, as the inputs of its step say; without any of these it gives its inputs back. */
export interface Part {
  readonly gives?: unknown;
  /** Takes so long first, ms. */
  readonly after?: number;
  /** Never ends by itself. */
  readonly hangs?: boolean;
  /** Fails for good, with this code. */
  readonly fails?: string;
  /** Fails in each attempt before this one. */
  readonly succeedsAt?: number;
}

/** What acting takes of the world. */
export interface Stage {
  readonly attempt: number;
  /** Resolves after so many ms; rejects when the attempt is aborted. */
  readonly sleep: (ms: number) => Promise<void>;
}

/** Acts a part, in whichever world. @throws what the part says */
export async function play(part: Part, { attempt, sleep }: Stage): Promise<unknown> {
  if (part.after !== undefined) await sleep(part.after);
  if (part.hangs === true) await sleep(Number.POSITIVE_INFINITY);
  if (part.fails !== undefined) throw new TerminalError(part.fails, 'The part says so.');
  if (part.succeedsAt !== undefined && attempt < part.succeedsAt) throw new RetryableError('NOT_YET', 'Not yet.');
  return part.gives ?? part;
}
