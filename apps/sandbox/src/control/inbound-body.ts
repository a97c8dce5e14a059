import type { InboundOptions } from '../inbound.js';
import type { TwilioInboundCall, TwilioInboundSms } from '../twilio/inbound.js';
import { isRecord, type JsonRecord } from '../wire.js';

const signatures = ['valid', 'wrong', 'missing', 'stale'] as const;

/** `url`, `times`, `outOfOrder` and `signature` of an injection, or what is wrong with them. */
export function readInboundOptions(body: JsonRecord | undefined): InboundOptions | string {
  const { url, times, outOfOrder, signature } = body ?? {};
  if (url !== undefined && (typeof url !== 'string' || !URL.canParse(url))) return 'url must be a URL';
  if (times !== undefined && (typeof times !== 'number' || times < 1)) return 'times must be a number from 1';
  if (outOfOrder !== undefined && typeof outOfOrder !== 'boolean') return 'outOfOrder must be true or false';
  const found = signatures.find((name) => name === signature);
  if (signature !== undefined && found === undefined) return `signature must be one of ${signatures.join(', ')}`;
  return { url, times, outOfOrder, signature: found };
}

/** The one message in the body, or its `messages`. Throws TypeError when from, to or body is missing. */
export function readInboundTexts(body: JsonRecord): TwilioInboundSms[] {
  return several(body, 'messages').map((text) => ({ ...readCaller(text), body: textAt(text, 'body') }));
}

/** The one call in the body, or its `calls`. Throws TypeError when from or to is missing. */
export function readInboundCalls(body: JsonRecord): TwilioInboundCall[] {
  return several(body, 'calls').map(readCaller);
}

function several(body: JsonRecord, name: string): JsonRecord[] {
  const list = body[name];
  return Array.isArray(list) ? list.filter(isRecord) : [body];
}

function readCaller(source: JsonRecord): TwilioInboundCall {
  const extra = isRecord(source['extra']) ? source['extra'] : {};
  return {
    from: textAt(source, 'from'),
    to: textAt(source, 'to'),
    extra: Object.fromEntries(Object.entries(extra).map(([name, value]) => [name, String(value)])),
  };
}

function textAt(source: JsonRecord, name: string): string {
  const value = source[name];
  if (typeof value !== 'string') throw new TypeError(`${name} must be a string`);
  return value;
}
