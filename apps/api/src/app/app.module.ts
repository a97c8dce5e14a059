import { Module, type DynamicModule } from '@nestjs/common';
import { AiOrchestratorModule } from './ai-orchestrator/ai-orchestrator.module.js';
import { CathyModule } from './cathy/cathy.module.js';
import type { Environment } from './config/environment.js';
import { DataPipelineModule } from './data-pipeline/data-pipeline.module.js';
import { GiannaModule } from './gianna/gianna.module.js';
import { HealthModule } from './health/health.module.js';
import { LuciModule } from './luci/luci.module.js';
import { SabrinaModule } from './sabrina/sabrina.module.js';
import {
  ConfiguredEndpoints,
  ConfiguredNumbers,
  RedisReadiness,
  WorkflowModule,
  type EngineLogger,
  type WorkflowOptions,
} from './workflow/index.js';

/** The whole API: the engine, its agents, its health. The only file that knows every feature. */
@Module({})
export class AppModule {
  /** `features` are modules beside the product's own: the agents of a worked case, the listeners of a host. */
  static forRoot(
    environment: Environment,
    logger: EngineLogger,
    role: WorkflowOptions['role'],
    features: readonly DynamicModule[] = [],
  ): DynamicModule {
    const { providers, outreach } = environment;
    const workflow = WorkflowModule.forRoot(workflowOptions(environment, logger, role));
    return {
      module: AppModule,
      imports: [
        workflow,
        HealthModule.register({ imports: [workflow], checks: [RedisReadiness] }),
        LuciModule.forRoot(providers),
        AiOrchestratorModule.forRoot({
          ...providers.openai,
          model: environment.model.name,
          prices: environment.model.prices,
        }),
        SabrinaModule.forRoot({ ...providers, sabrina: outreach }),
        GiannaModule,
        CathyModule,
        DataPipelineModule,
        ...features,
      ],
    };
  }
}

function workflowOptions(
  environment: Environment,
  logger: EngineLogger,
  role: WorkflowOptions['role'],
): WorkflowOptions {
  return {
    redisUrl: environment.redisUrl,
    queuePrefix: environment.queuePrefix,
    role,
    agents: environment.agents,
    apiKeys: environment.apiKeys,
    encryptionKeys: environment.encryptionKeys,
    sandbox: environment.sandbox,
    inline: { isEnabled: environment.inline },
    lockMs: environment.lockMs,
    stalledMs: environment.stalledMs,
    retention: environment.retention,
    webhooks: {
      ...environment.webhooks,
      publicUrl: environment.publicUrl,
      hasRawBody: true,
      numbers: new ConfiguredNumbers(environment.outreach.numbers),
      endpoints: new ConfiguredEndpoints(environment.webhookEndpoints),
    },
    sending: { window: environment.sendingWindow },
    ownsEveryPath: true,
    logger,
  };
}
