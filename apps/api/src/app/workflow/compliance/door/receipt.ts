import { RetryableError, TerminalError, UnknownOutcomeError } from '@workflow/core';
import type { SendReceipt } from '../../agents/send.js';
import type { SendEntry } from '../ledger/send-entry.js';

/**
 * The receipt of an accepted send; every other state is thrown as what it means to the step. The id of a send that a
 * person settled without naming one is empty.
 *
 * @throws TerminalError SEND_REJECTED, RetryableError, UnknownOutcomeError
 */
export function receiptOf(entry: SendEntry): SendReceipt {
  switch (entry.state) {
    case 'accepted': {
      const { provider, providerId = '', at = entry.since, costUsd } = entry;
      return costUsd === undefined ? { provider, providerId, at } : { provider, providerId, at, costUsd };
    }
    case 'rejected': {
      const details = { provider: entry.provider, code: entry.code, optedOut: entry.optedOut === true };
      throw new TerminalError('SEND_REJECTED', entry.message ?? 'The provider refused the send.', { details });
    }
    case 'retry':
      throw new RetryableError(entry.code ?? 'PROVIDER_UNAVAILABLE', entry.message ?? 'Nothing was sent.', {
        retryAfterMs: entry.afterMs,
      });
    case 'intent':
    case 'unknown':
      throw unknownOutcome(entry.message ?? 'An earlier attempt was cut off while its call was open.');
    default:
      return entry.state satisfies never;
  }
}

export function unknownOutcome(message: string): UnknownOutcomeError {
  return new UnknownOutcomeError('SEND_UNKNOWN', message);
}
