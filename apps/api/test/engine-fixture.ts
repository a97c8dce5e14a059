import { NestFactory } from '@nestjs/core';
import { Module, type INestApplicationContext, type Type } from '@nestjs/common';
import type { Run } from '@workflow/contract';
import { dropPrefix, testRedisUrl, uniquePrefix } from '@workflow/testing';
import { Redis } from 'ioredis';
import { pino } from 'pino';
import { WorkflowModule, WorkflowService, type WorkflowOptions } from '../src/app/workflow/index.js';
import { Script, scriptedAgents } from './test-agents.js';

export const teamId = 'team_123';

/** An engine on a real Redis under a prefix of its own, with scripted agents. */
export interface EngineFixture {
  readonly app: INestApplicationContext;
  readonly workflows: WorkflowService;
  readonly script: Script;
  readonly redis: Redis;
  readonly prefix: string;
  /** Publishes, starts, and waits for the end. */
  readonly run: (definition: object, trigger?: object) => Promise<Run>;
  close(): Promise<void>;
}

/** `hosts` are modules beside the engine's, such as a host application has. */
export async function startEngine(
  options: Partial<WorkflowOptions> = {},
  hosts: readonly Type[] = [],
): Promise<EngineFixture> {
  const script = new Script();
  const prefix = options.queuePrefix ?? uniquePrefix();
  const redis = new Redis(testRedisUrl());
  const logger = pino({ level: process.env['TEST_LOG'] ?? 'silent' });

  @Module({
    imports: [
      WorkflowModule.forRoot({ redisUrl: testRedisUrl(), queuePrefix: prefix, logger, tickMs: 50, ...options }),
      ...scriptedAgents(script).map((agent) => WorkflowModule.forAgent(agent)),
      ...hosts,
    ],
  })
  class TestModule {}

  const app = await NestFactory.createApplicationContext(TestModule, { logger: ['error'], abortOnError: false });
  const workflows = app.get(WorkflowService);
  return {
    app,
    workflows,
    script,
    redis,
    prefix,
    run: async (definition, trigger = {}) => {
      const { id } = await workflows.publish(definition, { teamId });
      const { runId } = await workflows.start(id, trigger, { teamId });
      return workflows.result(runId, { teamId, timeout: 20_000 });
    },
    close: async () => {
      await app.close();
      await dropPrefix(redis, prefix);
      await redis.quit();
    },
  };
}
