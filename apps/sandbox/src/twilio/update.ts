import type { Backstage } from '../backstage.js';
import type { Answer } from '../operation.js';
import { field, type Fields } from '../wire.js';
import type { TwilioAccount } from './account.js';
import { isCallOver, moveCall, shownCall } from './call.js';
import { twilioError } from './errors.js';
import { shownMessage } from './message.js';

/** `POST Messages/{sid}.json`: cancels a scheduled message, or redacts the body of one that has ended. */
export function updateMessage(backstage: Backstage, account: TwilioAccount, sid: string, form: Fields): Answer {
  const message = account.messages.find((candidate) => candidate.sid === sid);
  if (message === undefined) return twilioError(404);
  const status = field(form, 'Status');
  if (status === 'canceled') {
    if (message.status !== 'scheduled') return twilioError(400, 30409, 'Only a scheduled message can be canceled');
    message.status = 'canceled';
  } else if (status !== undefined) {
    return twilioError(400, 20001, `Status ${status} cannot be set`);
  }
  if (field(form, 'Body') === '') message.body = '';
  message.updatedAt = backstage.clock();
  return { status: 200, body: shownMessage(message) };
}

/** `POST Calls/{sid}.json`: canceled ends a call nobody answered yet, completed ends any. */
export function updateCall(backstage: Backstage, account: TwilioAccount, sid: string, form: Fields): Answer {
  const call = account.calls.find((candidate) => candidate.sid === sid);
  if (call === undefined) return twilioError(404);
  const status = field(form, 'Status');
  if (isCallOver(call.status)) return twilioError(400, 21220, 'Call is not in-progress. Cannot redirect.');
  if (status === 'completed' || (status === 'canceled' && call.status !== 'in-progress')) {
    moveCall(call, status, backstage.clock());
  } else if (status !== undefined) {
    return twilioError(400, 21218, `Status ${status} cannot be set on a call that is ${call.status}`);
  }
  return { status: 200, body: shownCall(call) };
}
