import { bootApi } from './boot-api.js';
import { readEnvironment } from './app/config/environment.js';
import { createLogger } from './lib/logger/logger.js';
import { refuseBoot, untilToldToStop } from './refuse-boot.js';

/** The HTTP process. With WORKFLOW_ROLE=all it works the queues as well. */
await refuseBoot(async () => {
  const environment = readEnvironment();
  const logger = createLogger({ level: environment.logLevel });
  const app = await bootApi(environment, logger, environment.role);
  await app.listen(environment.port, environment.host);
  logger.info({ url: `http://${environment.host}:${environment.port}/api`, role: environment.role }, 'listening');
  await untilToldToStop();
  logger.info({}, 'stopping');
  await app.close();
});
