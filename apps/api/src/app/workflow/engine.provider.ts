import { getFlowProducerToken, getQueueToken } from '@nestjs/bullmq';
import type { FactoryProvider } from '@nestjs/common';
import type { FlowProducer, Queue } from 'bullmq';
import { connectRedis } from '../../lib/redis/connect.js';
import { AgentRegistry } from './agents/agent-registry.js';
import { assembleEngine, type Engine } from './engine.js';
import { ListenerRegistry } from './listeners/listener-registry.js';
import type { RunJobData } from './runtime/job-data.js';
import { rootQueueName } from './runtime/queue-names.js';
import { WORKFLOW_OPTIONS, type WorkflowOptions } from './workflow.options.js';

/** Injection token of the assembled engine; for the module's own providers. */
export const WORKFLOW_ENGINE = Symbol('WORKFLOW_ENGINE');

/** Injection token of the connection that the queues share. */
export const BULL_CONNECTION = Symbol('BULL_CONNECTION');

export const flowProducerName = 'workflow-flows';

export const engineProvider: FactoryProvider<Engine> = {
  provide: WORKFLOW_ENGINE,
  inject: [
    WORKFLOW_OPTIONS,
    AgentRegistry,
    ListenerRegistry,
    getQueueToken(rootQueueName),
    getFlowProducerToken(flowProducerName),
  ],
  useFactory: (
    options: WorkflowOptions,
    registry: AgentRegistry,
    listeners: ListenerRegistry,
    root: Queue<RunJobData>,
    flows: FlowProducer,
  ): Engine => {
    const redis = connectRedis(options.redisUrl);
    const subscriber = connectRedis(options.redisUrl);
    const stopsHeard = connectRedis(options.redisUrl);
    for (const client of [redis, subscriber, stopsHeard]) {
      client.on('error', (error) => options.logger.error({ err: error }, 'Redis connection error'));
    }
    // Without a listener BullMQ writes to the console; the connections above report the same trouble in the log.
    root.on('error', () => undefined);
    flows.on('error', () => undefined);
    return assembleEngine({ redis, subscriber, stopsHeard, root, flows, registry, listeners, options });
  },
};
