import type { IncomingHttpHeaders } from 'node:http';
import { WorkflowError } from '@workflow/core';

/** What is used of a request, of either adapter. */
export interface WebhookRequest {
  readonly headers: IncomingHttpHeaders;
  readonly originalUrl: string;
  readonly rawBody?: Buffer;
}

/** A delivery as its bytes came: the only thing that signatures are checked over. */
export interface RawDelivery {
  readonly type: 'json' | 'form';
  readonly raw: Buffer;
  /** Path with prefix and query. */
  readonly path: string;
  /** The value of a header that came once; '' when it did not come, or came with several values. */
  header(name: string): string;
}

const mostBytes = 1024 * 1024;
const types = new Map<string, RawDelivery['type']>([
  ['application/json', 'json'],
  ['application/x-www-form-urlencoded', 'form'],
]);

/**
 * The bytes of a delivery, before anybody trusted them.
 *
 * @throws UNSUPPORTED_MEDIA_TYPE for another type, or an encoded body; PAYLOAD_TOO_LARGE; UNAVAILABLE when the
 *   application does not keep raw bodies
 */
export function rawDelivery(request: WebhookRequest, allowed: readonly RawDelivery['type'][]): RawDelivery {
  const { headers, originalUrl: path } = request;
  const type = types.get((headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '');
  const encoding = headers['content-encoding']?.trim().toLowerCase() ?? '';
  if (type === undefined || !allowed.includes(type)) {
    throw new WorkflowError('UNSUPPORTED_MEDIA_TYPE', `This webhook takes ${allowed.join(' or ')}.`);
  }
  if (encoding !== '' && encoding !== 'identity') {
    throw new WorkflowError('UNSUPPORTED_MEDIA_TYPE', 'This webhook takes no encoded bodies.');
  }
  const raw = request.rawBody ?? (isEmpty(headers) ? Buffer.alloc(0) : undefined);
  if (raw === undefined) {
    throw new WorkflowError('UNAVAILABLE', 'Signatures cannot be checked: create the application with rawBody: true.');
  }
  if (raw.length > mostBytes) throw new WorkflowError('PAYLOAD_TOO_LARGE', 'The body is larger than 1 MiB.');
  return { type, raw, path, header: (name) => single(headers[name]) };
}

function isEmpty(headers: IncomingHttpHeaders): boolean {
  return headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) === 0;
}

function single(value: string | string[] | undefined): string {
  return typeof value === 'string' ? value : '';
}
