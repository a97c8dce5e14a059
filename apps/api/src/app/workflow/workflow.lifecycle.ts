import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { closeRedis } from '../../lib/redis/close-redis.js';
import { foldName, WorkflowError } from '@workflow/core';
import { AgentRegistry } from './agents/agent-registry.js';
import { BULL_CONNECTION, WORKFLOW_ENGINE } from './engine.provider.js';
import type { Engine } from './engine.js';
import { demandBullmq } from './runtime/demand-bullmq.js';
import type { StateRedis } from './state/state-redis.js';
import { orRedisAway } from './state/or-redis-away.js';
import { demandRedis } from './state/demand-redis.js';
import { WORKFLOW_OPTIONS, type WorkflowOptions } from './workflow.options.js';

/** Starts and stops what the process was told to be. */
@Injectable()
export class WorkflowLifecycle implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown {
  constructor(
    @Inject(WORKFLOW_ENGINE) private readonly engine: Engine,
    @Inject(WORKFLOW_OPTIONS) private readonly options: WorkflowOptions,
    @Inject(BULL_CONNECTION) private readonly bull: StateRedis,
    private readonly registry: AgentRegistry,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const { sandbox = [], role = 'all', logger } = this.options;
    demandBullmq();
    await demandRedis(this.engine.store.redis, logger);
    if (sandbox.length > 0) logger.warn({ sandbox }, 'these providers are the sandbox: nothing is really sent');
    this.engine.inboxProcessor.start();
    if (role === 'api') return;
    await this.#listenForStops();
    this.engine.workers.start(this.#agents());
    await this.engine.workers.ready();
    this.engine.sweeper.start();
    this.engine.ticker.start();
  }

  /** Takes no further work, waits for what runs; requests are still answered meanwhile. */
  async beforeApplicationShutdown(): Promise<void> {
    const { inboxProcessor, ticker, sweeper, workers, store } = this.engine;
    const stops = (async () => {
      await inboxProcessor.stop();
      await Promise.all([ticker.stop(), sweeper.stop()]);
      await workers.close();
    })();
    if (await orRedisAway(stops, store.redis)) return;
    this.options.logger.warn({}, 'Redis is away: what runs here is left to the worker that takes over');
    // Queues that Nest closes after this would wait for its return.
    this.bull.disconnect();
  }

  async onApplicationShutdown(): Promise<void> {
    const { queues, store, subscriber, stopsHeard } = this.engine;
    await orRedisAway(queues.close(), store.redis);
    await Promise.all([store.redis, subscriber, stopsHeard].map(closeRedis));
  }

  /** @throws when the process is told to work an agent that is not registered */
  #agents(): readonly string[] {
    const { names } = this.registry;
    const { agents } = this.options;
    if (agents === undefined) return names;
    return agents.map((asked) => {
      const known = names.find((name) => foldName(name) === foldName(asked));
      if (known !== undefined) return known;
      throw new WorkflowError('INTERNAL', `This process is told to work agent '${asked}', which is not registered.`);
    });
  }

  async #listenForStops(): Promise<void> {
    const { stopsHeard, keys, active } = this.engine;
    stopsHeard.on('message', (_: string, member: string) => active.abortRun(member));
    await stopsHeard.subscribe(keys.stopped);
  }
}
