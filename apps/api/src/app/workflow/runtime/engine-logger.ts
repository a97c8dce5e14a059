import type { AgentLogger } from '../agents/agent-context.js';

/** What the engine asks of a logger: structured fields first, words second; children carry their fields. */
export interface EngineLogger extends AgentLogger {
  child(fields: object): EngineLogger;
}
