import { RetryableError } from '@workflow/core';
import { until } from '@workflow/testing';
import { Redis } from 'ioredis';
import { bootBenchEngine, teamId, type BenchEngine } from '../contenders/bench-engine.js';
import type { Wire } from '../wire/wire.js';
import { isCapped, weighKeys } from './weigh-keys.js';

/** What a run takes in Redis while it waits for a retry. */
export interface ParkedSize {
  /** Its own keys and its share of the indexes and of BullMQ's sets: what it takes for as long as it waits. */
  readonly bytes: number;
  /** What it added to the streams that all runs share: those are capped, and forget it. */
  readonly sharedHistory: number;
  /** All of it by kind of key, largest first. */
  readonly byKind: readonly (readonly [kind: string, bytes: number])[];
}

/** A first step with an output, a second one that has failed and waits ten minutes. */
const definition = {
  id: 'parked',
  steps: [
    { id: 'look', agent: 'ALPHA', action: 'work', inputs: {} },
    {
      id: 'send',
      agent: 'ALPHA',
      action: 'work',
      inputs: {},
      dependsOn: ['look'],
      retry: { attempts: 3, delay: 600_000 },
    },
  ],
};

/** Parks `few` runs, then `many` more, and weighs every key before and after: growth for one run more. */
export async function measureParked(redisUrl: string, wire: Wire, few = 10, many = 50): Promise<ParkedSize> {
  const engine = await bootBenchEngine({
    redisUrl,
    wire,
    act: ({ stepId }) => {
      if (stepId === 'look') return { text: 'o'.repeat(180) };
      throw new RetryableError('UNAVAILABLE', 'The provider is away.');
    },
  });
  const redis = new Redis(redisUrl);
  try {
    await engine.workflows.publish(definition, { teamId });
    await park(engine, few);
    const before = await weighKeys(redis, engine.prefix);
    await park(engine, many);
    const after = await weighKeys(redis, engine.prefix);
    return sizeOf([...after].map(([kind, bytes]) => [kind, (bytes - (before.get(kind) ?? 0)) / many]));
  } finally {
    await redis.quit();
    await engine.close();
  }
}

function sizeOf(growth: readonly [kind: string, bytes: number][]): ParkedSize {
  const sum = (kinds: typeof growth): number => kinds.reduce((total, [, bytes]) => total + bytes, 0);
  return {
    bytes: sum(growth.filter(([kind]) => !isCapped(kind))),
    sharedHistory: sum(growth.filter(([kind]) => isCapped(kind))),
    byKind: growth.filter(([, bytes]) => bytes > 0).toSorted(([, a], [, b]) => b - a),
  };
}

async function park({ workflows }: BenchEngine, runs: number): Promise<void> {
  for (let run = 0; run < runs; run += 1) {
    const { runId } = await workflows.start('parked', { text: 'i'.repeat(180) }, { teamId });
    await until(`run ${runId} is parked`, async () => (await workflows.get(runId, { teamId })).status === 'waiting');
  }
}
