// What scripts throw: a test imports nothing else for it.
export { DeferredError, RetryableError, TerminalError, UnknownOutcomeError } from '@workflow/core';
export type { MemoryRun } from './kit/memory-run.js';
export * from './kit/scripted-agents.js';
export * from './kit/test-run.js';
export * from './kit/trace.js';
export * from './kit/virtual-clock.js';
export { World } from './kit/world.js';
export * from './movable-clock.js';
export * from './redis-fixture.js';
export * from './until.js';
