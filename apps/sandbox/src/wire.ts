import type { FastifyInstance, FastifyRequest } from 'fastify';

export type JsonRecord = Record<string, unknown>;

/** A form or query: every value of every name in order. */
export type Fields = Map<string, string[]>;

/** Makes `request.body` the raw bytes whatever the content type says; providers read them their own way. */
export function takeRawBodies(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
}

/** The body as text; empty without a body. */
export function rawBody(request: FastifyRequest): string {
  return Buffer.isBuffer(request.body) ? request.body.toString('utf8') : '';
}

/** The body as a JSON object, or undefined when it is anything else. */
export function jsonBody(request: FastifyRequest): JsonRecord | undefined {
  try {
    const value: unknown = JSON.parse(rawBody(request));
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** A JSON object, not an array and not null. */
export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Text of a form body grouped by name. */
export function fieldsOf(text: string): Fields {
  const fields: Fields = new Map();
  for (const [name, value] of new URLSearchParams(text)) fields.set(name, [...(fields.get(name) ?? []), value]);
  return fields;
}

/** Query of the request grouped by name. */
export function queryOf(request: FastifyRequest): Fields {
  const start = request.url.indexOf('?');
  return fieldsOf(start < 0 ? '' : request.url.slice(start + 1));
}

/** First value of the name, or undefined. */
export function field(fields: Fields, name: string): string | undefined {
  return fields.get(name)?.[0];
}

/** Method, path and body for the ledger; headers stay out, since they carry the credentials. */
export function summaryOf(request: FastifyRequest): string {
  const body = rawBody(request);
  return `${request.method} ${request.url}${body === '' ? '' : ` ${body.slice(0, 4000)}`}`;
}
