import { EndableRedis } from './endable-redis.js';

/**
 * A connection that mends itself: commands wait while Redis is away and are sent again when it is back, which our
 * scripts and BullMQ's take. The pause between two tries stays under two seconds, so that a return is seen soon.
 */
export function connectRedis(url: string): EndableRedis {
  return new EndableRedis(url, {
    maxRetriesPerRequest: null,
    enableReadyCheck: true,
    keepAlive: 10_000,
    retryStrategy: (tries) => Math.min(50 * 2 ** Math.min(tries, 6), 2_000),
    // A failover leaves connections to a server that has become a replica.
    reconnectOnError: (error) => (error.message.startsWith('READONLY') ? 2 : false),
  });
}
