import type { Answer } from '../operation.js';
import { field, type Fields } from '../wire.js';
import type { SignalHouseAccount } from './account.js';
import { signalHouseError } from './errors.js';

/**
 * `GET /message`: one by `id`, or those of a group between two days (whole UTC days, both included), newest first,
 * narrowed by senderPhoneNumber, recipientPhoneNumber, phoneNumber, status and direction.
 */
export function findMessages(account: SignalHouseAccount, query: Fields): Answer {
  const id = field(query, 'id');
  if (id !== undefined) {
    return page(
      'messages',
      account.messages.filter((message) => message._id === id),
      query,
    );
  }
  const from = day(field(query, 'startDate'), 'T00:00:00.000Z');
  const to = day(field(query, 'endDate'), 'T23:59:59.999Z');
  if (field(query, 'groupId') === undefined || from === undefined || to === undefined) {
    return signalHouseError(400, 'id, or groupId with startDate and endDate, is required');
  }
  const wanted = (name: string, ...values: string[]) => {
    const value = field(query, name);
    return value === undefined || values.includes(value);
  };
  const found = account.messages.filter(
    (message) =>
      wanted('groupId', message.groupId) &&
      message.createdAt >= from &&
      message.createdAt <= to &&
      wanted('senderPhoneNumber', message.senderPhoneNumber) &&
      wanted('recipientPhoneNumber', message.recipientPhoneNumber) &&
      wanted('phoneNumber', message.senderPhoneNumber, message.recipientPhoneNumber) &&
      wanted('status', message.status) &&
      wanted('direction', message.direction),
  );
  return page('messages', found.toReversed(), query);
}

/** `GET /notification`: the event log, newest first, narrowed by eventTypes (comma-separated) and status. */
export function findNotifications(account: SignalHouseAccount, query: Fields): Answer {
  const id = field(query, 'id');
  const groupId = field(query, 'groupId');
  if (id === undefined && groupId === undefined) return signalHouseError(400, 'id or groupId is required');
  const types = query.get('eventTypes')?.flatMap((value) => value.split(','));
  const status = field(query, 'status');
  const found = account.notifications.filter(
    (line) =>
      (id === undefined || line._id === id) &&
      (groupId === undefined || line.groupId === groupId) &&
      (types === undefined || types.includes(line.event)) &&
      (status === undefined || line.status === status),
  );
  return page('notifications', found.toReversed(), query, 10);
}

/** `GET /message/dnc`: numbers that opted out. */
export function findDnc(account: SignalHouseAccount, query: Fields): Answer {
  return page('records', account.dnc, query);
}

/** `POST /message/delivery-report`: statuses of 1 to 100 messages; unknown ids are left out. */
export function deliveryReport(account: SignalHouseAccount, body: Record<string, unknown> | undefined): Answer {
  const ids = body?.['messageIds'];
  if (!Array.isArray(ids) || ids.length === 0 || ids.length > 100) {
    return signalHouseError(400, 'messageIds must be an array of 1 to 100 ids');
  }
  const messages = account.messages
    .filter((message) => ids.includes(message._id))
    .map(({ _id, status, errorCode, statusHistory }) => ({ messageId: _id, _id, status, errorCode, statusHistory }));
  return { status: 200, body: { messages } };
}

function page(name: string, rows: readonly unknown[], query: Fields, defaultLimit = 100): Answer {
  const number = Math.max(1, Number(field(query, 'page') ?? 1) || 1);
  const limit = Math.min(100, Math.max(1, Number(field(query, 'limit') ?? defaultLimit) || defaultLimit));
  const start = (number - 1) * limit;
  const body = { [name]: rows.slice(start, start + limit), totalCount: rows.length, page: number, limit };
  return { status: 200, body };
}

function day(date: string | undefined, time: string): string | undefined {
  const ms = date === undefined ? Number.NaN : Date.parse(date);
  return Number.isNaN(ms) ? undefined : `${new Date(ms).toISOString().slice(0, 10)}${time}`;
}
