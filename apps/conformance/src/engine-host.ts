import { Module, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { WorkflowModule, type WorkflowOptions } from '@workflow/api';
import { testRedisUrl } from '@workflow/testing';
import { pino } from 'pino';
import { PlayerAgent } from './player.agent.js';

/** A real engine that knows the players, in this process. */
export async function startHost(
  queuePrefix: string,
  options: Partial<WorkflowOptions> = {},
): Promise<INestApplicationContext> {
  const logger = pino({ level: 'silent' });

  @Module({
    imports: [
      WorkflowModule.forRoot({ redisUrl: testRedisUrl(), queuePrefix, logger, tickMs: 50, ...options }),
      WorkflowModule.forAgent(PlayerAgent),
    ],
  })
  class HostModule {}

  return NestFactory.createApplicationContext(HostModule, { logger: ['error'], abortOnError: false });
}
