import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app/app.module.js';
import type { Environment } from './app/config/environment.js';
import { fastifyOptions, type EngineLogger, type WorkflowOptions } from './app/workflow/index.js';

/** Makes the HTTP application under `/api`, not yet listening. Webhook signatures need the raw bodies. */
export async function bootApi(
  environment: Environment,
  logger: EngineLogger,
  role: WorkflowOptions['role'],
  features: readonly DynamicModule[] = [],
): Promise<NestFastifyApplication> {
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.forRoot(environment, logger, role, features),
    new FastifyAdapter(fastifyOptions),
    { logger: ['error', 'warn'], rawBody: true, abortOnError: false },
  );
  app.setGlobalPrefix('api');
  if (environment.allowedOrigins.length > 0) app.enableCors({ origin: [...environment.allowedOrigins] });
  return app;
}
