import { Inject, Injectable } from '@nestjs/common';
import { WORKFLOW_ENGINE } from './engine.provider.js';
import type { Engine } from './engine.js';

/** Whether this process reaches its Redis: one of the checks behind `/health/ready`. */
@Injectable()
export class RedisReadiness {
  readonly name = 'redis';

  constructor(@Inject(WORKFLOW_ENGINE) private readonly engine: Engine) {}

  /** Undefined when all is well. */
  async check(): Promise<string | undefined> {
    const { redis } = this.engine.store;
    if (redis.status !== 'ready') return `the connection is ${redis.status}`;
    return (await redis.ping()) === 'PONG' ? undefined : 'no answer';
  }
}
