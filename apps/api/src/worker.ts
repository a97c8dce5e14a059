import { NestFactory } from '@nestjs/core';
import { AppModule } from './app/app.module.js';
import { readEnvironment } from './app/config/environment.js';
import { createLogger } from './lib/logger/logger.js';
import { refuseBoot, untilToldToStop } from './refuse-boot.js';

/** The worker-only process: no port, the queues of the agents it is told to work. */
await refuseBoot(async () => {
  const environment = readEnvironment();
  const logger = createLogger({ level: environment.logLevel });
  const app = await NestFactory.createApplicationContext(AppModule.forRoot(environment, logger, 'worker'), {
    logger: ['error', 'warn'],
    abortOnError: false,
  });
  logger.info({ agents: environment.agents ?? 'all' }, 'working');
  await untilToldToStop();
  logger.info({}, 'stopping');
  await app.close();
});
