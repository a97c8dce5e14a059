import { randomBytes } from 'node:crypto';
import { CorrelationId, Traceparent } from '@workflow/contract';
import { nativeRequest, type HttpRequest } from './adapter.js';

export const correlationHeader = 'x-correlation-id';

const given = new WeakMap<object, string>();

/** The id that finds this request everywhere: the caller's when it is usable, else one made here, once. */
export function correlationOf(request: HttpRequest): string {
  const native = nativeRequest(request);
  const known = given.get(native);
  if (known !== undefined) return known;
  const sent = CorrelationId.safeParse(request.headers[correlationHeader]);
  const id = sent.success ? sent.data : `req_${Date.now()}_${randomBytes(6).toString('hex')}`;
  given.set(native, id);
  return id;
}

/** The caller's W3C trace context; undefined when it sent none, or one that is not well formed. */
export function traceparentOf(request: HttpRequest): string | undefined {
  return Traceparent.safeParse(request.headers['traceparent']).data;
}
