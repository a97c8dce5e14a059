import { Module } from '@nestjs/common';
import { AgentRegistry } from './agent-registry.js';

/** Holds the one registry that agent modules fill and the engine reads. */
@Module({ providers: [AgentRegistry], exports: [AgentRegistry] })
export class AgentsModule {}
