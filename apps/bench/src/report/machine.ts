import { availableParallelism, loadavg } from 'node:os';
import type { Redis } from 'ioredis';

/** Where it was measured: absolute figures mean nothing without. */
export interface Machine {
  readonly node: string;
  readonly redis: string;
  readonly cpus: number;
  /** Average load of the minute before: above the number of processors, others are at work. */
  readonly load: number;
}

export async function readMachine(redis: Redis): Promise<Machine> {
  const version = /^redis_version:(\S+)/m.exec(await redis.info('server'))?.[1] ?? 'unknown';
  return { node: process.version, redis: version, cpus: availableParallelism(), load: loadavg()[0] ?? 0 };
}
