import { TerminalError } from '@workflow/core';
import type { BlockReason } from '../gate/gate-verdict.js';

/** The gate refused a send for good; `details.reason` says why. Nothing was sent. */
export class SendBlockedError extends TerminalError {
  constructor(
    readonly reason: BlockReason,
    message: string,
  ) {
    super('SEND_BLOCKED', message, { details: { reason } });
  }
}
