import { WorkflowService } from '@workflow/api';
import { dropPrefix, testRedisUrl, uniquePrefix } from '@workflow/testing';
import { Redis } from 'ioredis';
import { startHost } from './engine-host.js';
import { observeRun } from './observe-run.js';
import type { Way } from './pattern.js';

/** An engine on a real Redis that runs case after case. */
export interface EngineWay {
  readonly run: Way;
  close(): Promise<void>;
}

/** Starts an engine under a prefix of its own. */
export async function startEngineWay(): Promise<EngineWay> {
  const prefix = uniquePrefix();
  const redis = new Redis(testRedisUrl());
  const app = await startHost(prefix);
  const workflows = app.get(WorkflowService, { strict: false });
  return {
    run: (one) => observeRun(workflows, redis, prefix, one),
    close: async () => {
      await app.close();
      await dropPrefix(redis, prefix);
      await redis.quit();
    },
  };
}
