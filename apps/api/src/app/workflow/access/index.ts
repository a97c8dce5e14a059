export * from './access-counters.js';
export * from './access-port.js';
export * from './api-key-access.js';
export * from './principal.js';
export * from './require-role.decorator.js';
export * from './role.js';
export * from './workflow-access.guard.js';
