import { setTimeout as pause } from 'node:timers/promises';
import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { closeRedis } from '../../lib/redis/close-redis.js';
import { endRedis } from '../../lib/redis/end-redis.js';
import { listenTo } from '../../lib/redis/listen-to.js';
import { foldName, WorkflowError } from '@workflow/core';
import { AgentRegistry } from './agents/agent-registry.js';
import { BULL_CONNECTION, WORKFLOW_ENGINE } from './engine.provider.js';
import type { Engine } from './engine.js';
import { ListenerRegistry } from './listeners/listener-registry.js';
import { parseStopped } from './runtime/call-off.js';
import { demandBullmq } from './runtime/demand-bullmq.js';
import { abortGraceMs } from './runtime/with-deadline.js';
import type { StateRedis } from './state/state-redis.js';
import { orRedisAway } from './state/or-redis-away.js';
import { demandRedis } from './state/demand-redis.js';
import { WORKFLOW_OPTIONS, type WorkflowOptions } from './workflow.options.js';

/** Milliseconds for what was abandoned to end; an attempt that ignores its abort is left behind before that. */
const abandonMs = abortGraceMs + 1_000;

/** Starts and stops what the process was told to be. */
@Injectable()
export class WorkflowLifecycle implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown {
  constructor(
    @Inject(WORKFLOW_ENGINE) private readonly engine: Engine,
    @Inject(WORKFLOW_OPTIONS) private readonly options: WorkflowOptions,
    @Inject(BULL_CONNECTION) private readonly bull: StateRedis,
    private readonly registry: AgentRegistry,
    private readonly listeners: ListenerRegistry,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const { sandbox = [], role = 'all', logger } = this.options;
    demandBullmq();
    this.listeners.discover();
    await demandRedis(this.engine.store.redis, logger);
    if (sandbox.length > 0) logger.warn({ sandbox }, 'these providers are the sandbox: nothing is really sent');
    this.engine.inboxProcessor.start();
    if (role === 'api') return;
    await this.#listenForStops();
    this.engine.workers.start(this.#agents());
    await this.engine.workers.ready();
    this.engine.sweeper.start();
    this.engine.ticker.start();
    this.engine.scheduleClock.start();
    if (!this.listeners.isEmpty) this.engine.listenersReader.start();
  }

  /** Takes no further work, waits for what runs; requests are still answered meanwhile. */
  async beforeApplicationShutdown(): Promise<void> {
    const { inboxProcessor, listenersReader, ticker, scheduleClock, sweeper, workers, store } = this.engine;
    const readers = [inboxProcessor, listenersReader, ticker, scheduleClock, sweeper];
    const stops = Promise.all([...readers.map((reader) => reader.stop()), workers.close()]);
    if (await orRedisAway(stops, store.redis)) return;
    this.options.logger.warn({}, 'Redis is away: what runs here is left to the worker that takes over');
    await this.#abandon(stops);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.engine.queues.close();
    await Promise.all(this.#connections().map(closeRedis));
  }

  /**
   * Gives up every connection, so that what waits for Redis fails instead of waiting, and tells the attempts that run. In
   * this order: an attempt that was told could else still be written as ended.
   */
  async #abandon(stops: Promise<unknown>): Promise<void> {
    for (const connection of [...this.#connections(), this.bull]) endRedis(connection);
    this.engine.active.abortAll();
    const isOver = new AbortController();
    await Promise.race([stops, pause(abandonMs, undefined, { signal: isOver.signal })]);
    isOver.abort();
  }

  #connections(): readonly StateRedis[] {
    const { store, subscriber, stopsHeard } = this.engine;
    return [store.redis, subscriber, stopsHeard];
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
    stopsHeard.on('message', (_: string, message: string) => {
      const { member, stepId } = parseStopped(message);
      active.abortRun(member, stepId);
    });
    await listenTo(stopsHeard, keys.stopped);
  }
}
