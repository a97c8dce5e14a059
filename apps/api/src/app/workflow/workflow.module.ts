import { BullModule } from '@nestjs/bullmq';
import { Module, type DynamicModule, type FactoryProvider, type ModuleMetadata, type Type } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import type { Redis } from 'ioredis';
import { connectRedis } from '../../lib/redis/connect.js';
import { AgentsModule } from './agents/agents.module.js';
import { agentModule, type AgentModuleOptions } from './agents/for-agent.js';
import { ACCESS_PORT } from './access/access-port.js';
import { ApiKeyAccess } from './access/api-key-access.js';
import { BULL_CONNECTION, engineProvider, flowProducerName } from './engine.provider.js';
import { httpControllers, httpExports, httpProviders } from './http/http.providers.js';
import { defaultHttpOptions, HTTP_LOGGER, HTTP_OPTIONS, type HttpOptions } from './http/http-options.js';
import { ListenerRegistry } from './listeners/listener-registry.js';
import { RedisReadiness } from './redis-readiness.js';
import { queueStreams, rootQueueName } from './runtime/queue-names.js';
import { RunKeys } from './state/run-keys.js';
import { webhookControllers, webhookProviders } from './webhooks/webhooks.providers.js';
import { WorkflowLifecycle } from './workflow.lifecycle.js';
import { WORKFLOW_OPTIONS, type WorkflowOptions } from './workflow.options.js';
import { WorkflowMetrics } from './workflow-metrics.js';
import { WorkflowService } from './workflow.service.js';

/** BullMQ's root configuration of a host, its prefix and its defaults stay untouched: ours has a name of its own. */
const bullConfiguration = 'workflow';

export interface WorkflowAsyncOptions extends Pick<ModuleMetadata, 'imports'> {
  readonly useFactory: (...args: never[]) => WorkflowOptions | Promise<WorkflowOptions>;
  readonly inject?: FactoryProvider['inject'];
}

const accessProvider: FactoryProvider = {
  provide: ACCESS_PORT,
  inject: [WORKFLOW_OPTIONS],
  useFactory: ({ access, apiKeys = [] }: WorkflowOptions) => access ?? new ApiKeyAccess(apiKeys),
};

/** One connection for all queues of this process; BullMQ opens further ones where it has to block. */
const bullConnectionProvider: FactoryProvider<Redis> = {
  provide: BULL_CONNECTION,
  inject: [WORKFLOW_OPTIONS],
  useFactory: ({ redisUrl, logger }: WorkflowOptions) => {
    const connection = connectRedis(redisUrl);
    connection.on('error', (error) => logger.error({ err: error }, 'Redis connection error'));
    return connection;
  },
};

@Module({})
class WorkflowOptionsModule {}

/**
 * The engine as a module of a host: `forRoot` once, `forAgent` for each agent. Touches nothing of the host: no global
 * guard, filter or pipe, no BullMQ root.
 */
@Module({})
export class WorkflowModule {
  static forRoot(options: WorkflowOptions): DynamicModule {
    return WorkflowModule.forRootAsync({ useFactory: () => options });
  }

  static forRootAsync({ imports = [], useFactory, inject = [] }: WorkflowAsyncOptions): DynamicModule {
    const options: DynamicModule = {
      module: WorkflowOptionsModule,
      imports,
      providers: [{ provide: WORKFLOW_OPTIONS, useFactory, inject }, bullConnectionProvider],
      exports: [WORKFLOW_OPTIONS, BULL_CONNECTION],
    };
    return {
      module: WorkflowModule,
      imports: [
        AgentsModule,
        DiscoveryModule,
        options,
        BullModule.forRootAsync(bullConfiguration, {
          imports: [options],
          inject: [WORKFLOW_OPTIONS, BULL_CONNECTION],
          useFactory: ({ queuePrefix = 'wf' }: WorkflowOptions, connection: Redis) => ({
            connection,
            prefix: new RunKeys(queuePrefix).prefix,
            streams: queueStreams,
          }),
        }),
        BullModule.registerQueue({ configKey: bullConfiguration, name: rootQueueName }),
        BullModule.registerFlowProducer({ configKey: bullConfiguration, name: flowProducerName }),
      ],
      controllers: [...httpControllers, ...webhookControllers],
      providers: [
        engineProvider,
        ListenerRegistry,
        WorkflowService,
        WorkflowLifecycle,
        RedisReadiness,
        WorkflowMetrics,
        accessProvider,
        ...httpProviders(),
        ...webhookProviders,
        {
          provide: HTTP_OPTIONS,
          useFactory: ({ ownsEveryPath = false }: WorkflowOptions): HttpOptions => ({
            ...defaultHttpOptions,
            ownsEveryPath,
          }),
          inject: [WORKFLOW_OPTIONS],
        },
        { provide: HTTP_LOGGER, useFactory: ({ logger }: WorkflowOptions) => logger, inject: [WORKFLOW_OPTIONS] },
      ],
      exports: [WorkflowService, WorkflowMetrics, RedisReadiness, ...httpExports],
    };
  }

  /** Plugs an agent class in, with its own providers and transformers. */
  static forAgent(agent: Type<object>, options?: AgentModuleOptions): DynamicModule {
    return agentModule(agent, options);
  }
}
