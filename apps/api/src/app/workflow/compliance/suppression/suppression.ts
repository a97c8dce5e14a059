import { z } from 'zod';
import type { ScriptRunner } from '../../state/script.js';
import type { ComplianceKeys } from '../compliance-keys.js';
import { liftSuppression } from './lift-suppression.js';
import { suppress, suppressionSources, type SuppressReply, type SuppressionRecord } from './suppress.js';

/** What suppression needs of a Redis client besides scripts. */
export interface SuppressionRedis extends ScriptRunner {
  hgetall(key: string): Promise<Record<string, string>>;
  zrange(key: string, start: number, stop: number): Promise<string[]>;
}

const recordSchema = z.object({ reason: z.string(), at: z.number() });

/** The numbers (E.164) that a team must not contact. */
export class Suppression {
  constructor(
    private readonly redis: SuppressionRedis,
    private readonly keys: ComplianceKeys,
  ) {}

  /** Holds from the moment that this resolves: an intent to this number that is not written by then is refused. */
  add(teamId: string, number: string, record: SuppressionRecord): Promise<SuppressReply> {
    return suppress(this.redis, this.keys, teamId, number, record);
  }

  /** The person wants messages again: takes off what their own words or their provider set before `at`. */
  optIn(teamId: string, number: string, at: number): Promise<number> {
    return liftSuppression(this.redis, this.keys, teamId, number, { by: 'optIn', at });
  }

  /** An operator takes every reason off that was given before `at`. */
  remove(teamId: string, number: string, at: number): Promise<number> {
    return liftSuppression(this.redis, this.keys, teamId, number, { by: 'operator', at });
  }

  /** Why the number is suppressed; empty when it is not. */
  async reasons(teamId: string, number: string): Promise<SuppressionRecord[]> {
    const fields = await this.redis.hgetall(this.keys.suppression(teamId, number));
    return suppressionSources.flatMap((source) => {
      const text = fields[source];
      return text === undefined ? [] : [{ source, ...recordSchema.parse(JSON.parse(text)) }];
    });
  }

  async isSuppressed(teamId: string, number: string): Promise<boolean> {
    return Object.keys(await this.redis.hgetall(this.keys.suppression(teamId, number))).length > 0;
  }

  /** The team's suppressed numbers, the first suppressed first. */
  list(teamId: string): Promise<string[]> {
    return this.redis.zrange(this.keys.suppressed(teamId), 0, -1);
  }
}
