import type { Redis } from 'ioredis';
import { runMember, type RunKeys } from '../state/run-keys.js';

/** A line that changes no state: an agent's progress, a send's steps. */
export interface ProgressLine {
  readonly teamId: string;
  readonly runId: string;
  readonly stepId: string;
  readonly attempt: number;
  readonly type: string;
  readonly data: object;
}

/** Writes such lines to the run's timeline and wakes its live viewers. */
export class ProgressWriter {
  constructor(
    private readonly redis: Redis,
    private readonly keys: RunKeys,
  ) {}

  async write({ teamId, runId, stepId, attempt, type, data }: ProgressLine): Promise<void> {
    const line = ['t', type, 's', stepId, 'n', attempt, 'd', JSON.stringify(data)];
    // NOMKSTREAM: a line that comes after its run was trimmed must not bring its timeline back.
    await this.redis.xadd(this.keys.timeline(teamId, runId), 'NOMKSTREAM', '*', ...line);
    await this.redis.publish(this.keys.moved, runMember(teamId, runId));
  }
}
