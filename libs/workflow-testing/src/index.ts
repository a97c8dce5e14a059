export * from './movable-clock.js';
export * from './redis-fixture.js';
export * from './until.js';
