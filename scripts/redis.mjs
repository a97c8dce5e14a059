export { findRedis } from './redis/find-redis.mjs';
export { provideRedis } from './redis/provide-redis.mjs';
export { startRedis } from './redis/start-redis.mjs';
