import { z } from 'zod';
import { parseRunMember } from '../state/run-keys.js';

/** A run-level event, as a script wrote it in one transition with what it tells. */
export interface OutboxEvent {
  /** Of the entry: the same for every delivery. */
  readonly id: string;
  /** Such as `run.completed`. */
  readonly type: string;
  readonly teamId: string;
  readonly runId: string;
  /** Milliseconds since 1970, by the clock of Redis. */
  readonly at: number;
  readonly data: Readonly<Record<string, unknown>>;
}

const fieldsSchema = z.object({
  t: z.string().min(1),
  m: z.string().regex(/^.+\|[^|]+$/),
  d: z.string(),
});
const dataSchema = z.record(z.string(), z.unknown());

/** Reads an entry as the stream holds it. @throws ZodError, SyntaxError */
export function parseOutboxEvent(id: string, fields: Readonly<Record<string, string>>): OutboxEvent {
  const { t: type, m: member, d: data } = fieldsSchema.parse(fields);
  // A stream id is `<ms>-<n>`.
  const at = Number(id.split('-')[0]);
  return { id, type, at, ...parseRunMember(member), data: dataSchema.parse(JSON.parse(data)) };
}
