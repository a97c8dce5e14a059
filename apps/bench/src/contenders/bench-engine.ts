import type { DynamicModule } from '@nestjs/common';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { WorkflowModule, WorkflowService, type WorkflowOptions } from '@workflow/api';
import { dropPrefix, uniquePrefix } from '@workflow/testing';
import { Redis } from 'ioredis';
import type { Wire } from '../wire/wire.js';
import { Ledger } from '../wire/ledger.js';
import { benchAgents, type Act } from './bench-agents.js';
import { quietLogger } from './quiet-logger.js';

export const teamId = 'team_bench';

/** The engine's own clocks tick once a minute here, so that what is counted belongs to runs. */
const slowClocks: Partial<WorkflowOptions> = { tickMs: 60_000, sweeper: { everyMs: 3_600_000 } };

export interface BenchEngineOptions {
  readonly redisUrl: string;
  readonly wire: Wire;
  readonly act: Act;
  readonly onRunEnded?: (runId: string) => void;
  readonly options?: Partial<WorkflowOptions>;
}

/** Our engine in this process, all roles, under a key prefix of its own. */
export interface BenchEngine {
  readonly workflows: WorkflowService;
  readonly prefix: string;
  readonly ledger: Ledger;
  /** Stops it and removes every key it made. */
  close(): Promise<void>;
}

@Module({})
class BenchModule {}

export async function bootBenchEngine(boot: BenchEngineOptions): Promise<BenchEngine> {
  const prefix = uniquePrefix();
  const { redisUrl, wire, act, onRunEnded = () => undefined } = boot;
  const logger = quietLogger(onRunEnded);
  const root: DynamicModule = {
    module: BenchModule,
    imports: [
      WorkflowModule.forRoot({ redisUrl, queuePrefix: prefix, logger, ...slowClocks, ...boot.options }),
      ...benchAgents(act).map((agent) => WorkflowModule.forAgent(agent)),
    ],
  };
  const ledger = new Ledger();
  const app = await wire.owning(ledger, () =>
    NestFactory.createApplicationContext(root, { logger: ['error'], abortOnError: false }),
  );
  return {
    workflows: app.get(WorkflowService),
    prefix,
    ledger,
    close: async () => {
      await app.close();
      const redis = new Redis(redisUrl);
      await dropPrefix(redis, prefix);
      await redis.quit();
    },
  };
}
