import type { Redis } from 'ioredis';

/** The client that state lives on, for rooms that read it and know no driver. */
export type StateRedis = Redis;
