import type { Redis } from 'ioredis';

/** Milliseconds of processor time so far. */
export interface CpuTime {
  readonly node: number;
  readonly redis: number;
}

/** Processor time of this process and of Redis, which others may use as well: so short batches, many rounds. */
export class CpuClock {
  constructor(private readonly redis: Redis) {}

  async read(): Promise<CpuTime> {
    const info = await this.redis.info('cpu');
    const seconds = (name: string): number => Number(new RegExp(`^${name}:([\\d.]+)`, 'm').exec(info)?.[1] ?? 0);
    const { user, system } = process.cpuUsage();
    return {
      node: (user + system) / 1_000,
      redis: (seconds('used_cpu_user') + seconds('used_cpu_sys')) * 1_000,
    };
  }
}
