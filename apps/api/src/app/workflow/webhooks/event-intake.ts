import { WorkflowError } from '@workflow/core';
import type { InboundEvent, ReadEvent } from '../inbox/inbound-event.js';
import type { InboxCounter, InboxHandler, InboxLogger } from '../inbox/inbox-handler.js';
import type { Accepted, Inbox } from '../inbox/inbox.js';
import { UnusableBody } from './delivery-body.js';
import type { Reading } from './reading.js';
import type { NumberTeams } from './webhook-ports.js';
import type { WebhookOptions } from './webhook-options.js';

/** A delivery whose signature was good. */
export interface TrustedDelivery {
  readonly provider: string;
  readonly raw: Buffer;
  readonly receivedAt: number;
}

/** Puts what webhooks read into the inbox, once, before they are answered. */
export class EventIntake {
  constructor(
    private readonly inbox: Inbox,
    private readonly numbers: NumberTeams,
    /** Does at once what must not wait for the processor, which does it again. */
    private readonly urgent: InboxHandler,
    private readonly counter: InboxCounter,
    private readonly logger: InboxLogger,
    private readonly options: Pick<WebhookOptions, 'acceptTimeoutMs'>,
  ) {}

  /** A request without a good signature leaves this and nothing else. */
  forged(provider: string): void {
    this.counter.count('forged', { provider });
  }

  /**
   * Reads a provider's body and takes its event in for the team of the number.
   *
   * @throws BAD_REQUEST, INVALID_REQUEST for a body that cannot be used, which is kept among the dead; UNAVAILABLE
   *   when the inbox does not answer in time
   */
  async take(delivery: TrustedDelivery, read: () => Reading): Promise<void> {
    const { provider } = delivery;
    const reading = await this.usable(delivery, read);
    if (reading.kind === 'ignored') {
      this.counter.count('ignored', { provider });
      return;
    }
    const { event, teamNumber } = reading;
    const teamId = await this.inTime(() => this.numbers.teamOf(teamNumber));
    if (teamId !== undefined) return this.takeForTeam(teamId, event);
    const { isNew } = await this.inTime(() => this.inbox.acceptUnrouted(event));
    this.counter.count(isNew ? 'unrouted' : 'duplicate', { provider });
  }

  /** Takes an event in for a team that is known. @throws UNAVAILABLE */
  async takeForTeam(teamId: string, read: ReadEvent): Promise<void> {
    const accepted: Accepted = await this.inTime(() => this.inbox.accept(teamId, read));
    this.counter.count(accepted.isNew ? 'accepted' : 'duplicate', read);
    if (accepted.isNew) await this.hurry(accepted.event);
  }

  /** Runs a reader; what it cannot use is kept with its reason. */
  async usable<T>(delivery: TrustedDelivery, read: () => T): Promise<T> {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof UnusableBody)) throw error;
      const { provider, raw: body, receivedAt: at } = delivery;
      await this.inTime(() => this.inbox.keepDead({ provider, reason: error.message, at, body }));
      this.counter.count('refused', { provider });
      throw new WorkflowError(error.status === 400 ? 'BAD_REQUEST' : 'INVALID_REQUEST', error.message);
    }
  }

  private async hurry(event: InboundEvent): Promise<void> {
    try {
      await this.inTime(() => this.urgent.handle(event));
    } catch (error) {
      this.logger.warn({ err: error, eventId: event.id }, 'An event has to wait for the inbox.');
    }
  }

  private async inTime<T>(work: () => Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('timed out')), this.options.acceptTimeoutMs);
    });
    try {
      return await Promise.race([work(), late]);
    } catch (cause) {
      throw new WorkflowError('UNAVAILABLE', 'The delivery could not be stored; send it again.', { cause });
    } finally {
      clearTimeout(timer);
    }
  }
}
