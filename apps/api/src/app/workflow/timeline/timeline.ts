import type { TimelineEvent } from '@workflow/contract';
import { isTerminalRun, type RunStatus } from '@workflow/core';
import type { Redis } from 'ioredis';
import type { RunKeys } from '../state/run-keys.js';

/** A run's history, as the scripts wrote it. */
export class Timeline {
  constructor(
    private readonly redis: Redis,
    private readonly keys: RunKeys,
  ) {}

  /** Events after `after` (exclusive), in order, at most `limit`. */
  async read(teamId: string, runId: string, after: string | undefined, limit: number): Promise<TimelineEvent[]> {
    const from = after === undefined ? '-' : `(${after}`;
    const entries = await this.redis.xrange(this.keys.timeline(teamId, runId), from, '+', 'COUNT', limit);
    return entries.map(([id, fields]) => toEvent(id, fields));
  }

  /** True once the run's last event is written, and when there is no such run. */
  async isClosed(teamId: string, runId: string): Promise<boolean> {
    const status = await this.redis.hget(this.keys.run(teamId, runId), 'st');
    return status === null || isTerminalRun(status as RunStatus);
  }
}

/** A stream id is `<ms>-<n>`: Redis' own clock says when. */
function toEvent(id: string, fields: readonly string[]): TimelineEvent {
  const [, type = '', , stepId = '', , attempt = '0', , data = ''] = fields;
  return {
    id,
    at: new Date(Number(id.split('-')[0])).toISOString(),
    type,
    stepId: stepId === '' ? undefined : stepId,
    attempt: attempt === '0' ? undefined : Number(attempt),
    data: data === '' ? undefined : (JSON.parse(data) as Record<string, unknown>),
  };
}

/** True for the event after which nothing more happens to the run. */
export function isLastEvent(event: TimelineEvent): boolean {
  return /^run\.(completed|failed|cancelled|compensated)$/.test(event.type);
}

/** True for an id that a stream could have given: what a reader may resume from. */
export function isEventId(text: string): boolean {
  return /^\d{1,16}(-\d{1,10})?$/.test(text);
}
