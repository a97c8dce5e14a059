import type { SendOutcome, SendRequest } from '../../agents/send.js';
import type { SendEntry, SettledOutcome } from '../ledger/send-entry.js';

/**
 * Asks the provider what became of an open entry, at most `timeoutMs`. A lookup that is not there, fails, is late or
 * is interrupted tells nothing: undefined.
 */
export async function askProvider(
  request: SendRequest,
  entry: SendEntry,
  signal: AbortSignal,
  timeoutMs: number,
): Promise<SettledOutcome | undefined> {
  if (request.lookup === undefined) return undefined;
  const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  const over = new Promise<undefined>((resolve) => {
    if (limit.aborted) resolve(undefined);
    else limit.addEventListener('abort', () => resolve(undefined), { once: true });
  });
  const outcome = await Promise.race([ask(request, entry), over]);
  return outcome === undefined || outcome.kind === 'unknown' ? undefined : outcome;
}

async function ask(request: SendRequest, entry: SendEntry): Promise<SendOutcome | undefined> {
  try {
    return await request.lookup?.({ key: entry.key, since: entry.since });
  } catch {
    return undefined;
  }
}
