import { Module, type DynamicModule, type ModuleMetadata, type OnModuleInit, type Type } from '@nestjs/common';
import { AgentRegistry } from './agent-registry.js';
import { AgentsModule } from './agents.module.js';
import type { Transformer } from './transformer.js';

export interface AgentModuleOptions extends Pick<ModuleMetadata, 'imports' | 'providers'> {
  /** Transformers that come with the agent. */
  readonly transformers?: readonly Transformer[];
}

/** The module that plugs one agent class into the engine. */
export function agentModule(agent: Type<object>, options: AgentModuleOptions = {}): DynamicModule {
  // A class of its own for each agent: Nest tells modules apart by their class.
  @Module({})
  class AgentFeatureModule implements OnModuleInit {
    constructor(
      private readonly registry: AgentRegistry,
      private readonly instance: AgentInstance,
    ) {}

    onModuleInit(): void {
      this.registry.register(this.instance.agent);
      for (const transformer of options.transformers ?? []) this.registry.registerTransformer(transformer);
    }
  }
  Object.defineProperty(AgentFeatureModule, 'name', { value: `${agent.name}FeatureModule` });
  return {
    module: AgentFeatureModule,
    imports: [AgentsModule, ...(options.imports ?? [])],
    providers: [
      agent,
      { provide: AgentInstance, useFactory: (instance: object) => new AgentInstance(instance), inject: [agent] },
      ...(options.providers ?? []),
    ],
    exports: [agent],
  };
}

class AgentInstance {
  constructor(readonly agent: object) {}
}
