import { WorkflowService } from '@workflow/api';
import { dropPrefix, testRedisUrl, uniquePrefix } from '@workflow/testing';
import { Redis } from 'ioredis';
import type { CrashPoint } from './crash-at.js';
import { startHost } from './engine-host.js';
import { KilledWorker } from './killed-worker.js';
import { observeRun } from './observe-run.js';
import type { Observation, PatternCase } from './pattern.js';

/** A case on a worker that was killed. */
export interface KilledObservation extends Observation {
  /** False where the run had ended before the point came. */
  readonly crashed: boolean;
  /** Commands that named the run, of a worker that was not to be killed. */
  readonly commands: number;
}

/** Runs a case on a worker process that is killed at a point, and lets a second one take over. */
export async function onKilled(one: PatternCase, crash?: CrashPoint): Promise<KilledObservation> {
  const prefix = uniquePrefix();
  const redis = new Redis(testRedisUrl());
  const app = await startHost(prefix, { role: 'api' });
  const workflows = app.get(WorkflowService, { strict: false });
  const first = await KilledWorker.start(prefix, crash);
  let second: KilledWorker | undefined;
  try {
    const observed = observeRun(workflows, redis, prefix, one);
    const isDone = observed.then(
      () => false,
      () => false,
    );
    const crashed = crash !== undefined && (await Promise.race([first.gone().then(() => true), isDone]));
    if (crashed) second = await KilledWorker.start(prefix);
    const seen = await observed;
    return { ...seen, crashed, commands: crash === undefined ? await first.stop() : 0 };
  } finally {
    first.kill();
    second?.kill();
    await app.close();
    await dropPrefix(redis, prefix);
    await redis.quit();
  }
}
