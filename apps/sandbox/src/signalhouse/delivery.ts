import type { Backstage } from '../backstage.js';
import type { Parcel } from '../courier.js';
import { progress, type ProgressStep } from '../progress.js';
import type { SignalHouseAccount } from './account.js';
import { failMessage, moveMessage, type MessageDocument } from './message.js';
import type { SignalHouseMode } from './modes.js';
import { announce, signalHouseParcel } from './webhook.js';

interface Outgoing {
  message: MessageDocument;
  mode: SignalHouseMode | undefined;
  statusCallbackUrl: string | undefined;
}

/** Takes an accepted message to its end: ENQUEUED, DEQUEUED, SENT, then DELIVERED or FAILED, with the webhooks. */
export function deliverMessage(backstage: Backstage, account: SignalHouseAccount, outgoing: Outgoing): void {
  const { message, mode, statusCallbackUrl } = outgoing;
  const callback = (): Parcel[] => {
    if (statusCallbackUrl === undefined) return [];
    const destination = { url: statusCallbackUrl, secret: backstage.secrets.signalHouseWebhookSecret };
    const { _id, status, errorCode, senderPhoneNumber, recipientPhoneNumber } = message;
    const content = { messageId: _id, status, errorCode, senderPhoneNumber, recipientPhoneNumber };
    return [signalHouseParcel(backstage, destination, `status ${status}`, content)];
  };
  const event = (name: string) =>
    announce(backstage, account, {
      timestamp: backstage.clock(),
      event: name,
      identifier: message._id,
      metaData: message,
    });
  const end: ProgressStep = () => {
    if (mode === 'silent') return [];
    if (mode === 'failed') {
      failMessage(message, '30003', 'Unreachable destination handset', backstage.clock());
      return [...callback(), ...event('MESSAGE_FAILED')];
    }
    message.successOrFailureReason = 'Delivered';
    moveMessage(message, 'DELIVERED', backstage.clock());
    return [...callback(), ...event('MESSAGE_DELIVERED')];
  };
  progress(backstage, backstage.knobs.of('signalHouse'), [
    callback,
    () => {
      moveMessage(message, 'DEQUEUED', backstage.clock());
      return [];
    },
    () => {
      moveMessage(message, 'SENT', backstage.clock());
      return callback();
    },
    end,
  ]);
}
