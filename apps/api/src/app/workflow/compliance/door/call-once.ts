import type { SendOutcome } from '../../agents/send.js';

/** What came of a call as far as its caller waited, and the answer that may still come. */
export interface Call {
  /** Never rejects: after an abort or a thrown error nobody can tell. */
  readonly awaited: Promise<SendOutcome>;
  /** The answer that came after an abort; undefined when there is none. Never rejects. */
  readonly late: Promise<SendOutcome | undefined>;
}

/** Calls once, and waits until the answer or the abort, whichever is first. */
export function callOnce(attempt: () => Promise<SendOutcome>, signal: AbortSignal): Call {
  const answer = begin(attempt);
  let isAborted = false;
  let stopListening = (): void => undefined;
  const aborted = new Promise<SendOutcome>((resolve) => {
    const onAbort = (): void => {
      isAborted = true;
      resolve({ kind: 'unknown', message: 'The attempt was aborted while the call was open.' });
    };
    stopListening = () => signal.removeEventListener('abort', onAbort);
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
  const told = answer.catch((error: unknown): SendOutcome => ({ kind: 'unknown', message: nameOf(error) }));
  return {
    awaited: Promise.race([told, aborted]).finally(stopListening),
    late: answer.then(
      (outcome) => (isAborted ? outcome : undefined),
      () => undefined,
    ),
  };
}

/** A thrown value's class alone: its message may carry a provider's secrets or a person's data. */
function nameOf(error: unknown): string {
  return `The call threw ${error instanceof Error ? error.name : typeof error}.`;
}

async function begin(attempt: () => Promise<SendOutcome>): Promise<SendOutcome> {
  return attempt();
}
