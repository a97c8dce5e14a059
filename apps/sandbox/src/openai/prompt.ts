import { isRecord, type JsonRecord } from '../wire.js';

/** All text of a prompt in order: strings, and the `text` of messages and content parts. */
export function promptText(part: unknown): string {
  if (typeof part === 'string') return part;
  if (Array.isArray(part)) return part.map(promptText).join('\n');
  if (!isRecord(part)) return '';
  return promptText(part['content'] ?? part['text'] ?? '');
}

/** Tokens by the common rule of thumb of four characters each; at least 1. */
export function tokenCount(text: string): number {
  return Math.max(1, Math.ceil(text.length / 4));
}

/** The JSON schema of a structured request: `text.format` or `response_format`; undefined for free text. */
export function wantedFormat(format: unknown): { isJson: boolean; schema: JsonRecord | undefined } {
  if (!isRecord(format)) return { isJson: false, schema: undefined };
  if (format['type'] === 'json_object') return { isJson: true, schema: undefined };
  if (format['type'] !== 'json_schema') return { isJson: false, schema: undefined };
  const holder = isRecord(format['json_schema']) ? format['json_schema'] : format;
  return { isJson: true, schema: isRecord(holder['schema']) ? holder['schema'] : undefined };
}
