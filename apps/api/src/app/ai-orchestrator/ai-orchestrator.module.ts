import { Module, type DynamicModule } from '@nestjs/common';
import { WorkflowModule } from '../workflow/index.js';
import { AiOrchestratorAgent } from './ai-orchestrator.agent.js';
import { ModelClient } from './model-client.js';
import { listPrices, priceOf } from './model-prices.js';
import { MODEL_OPTIONS, type ModelOptions } from './model.options.js';

/** AI_ORCHESTRATOR and what it needs. */
@Module({})
export class AiOrchestratorModule {
  /**
   * `prices` are added to the list prices.
   * @throws TerminalError NOT_CONFIGURED at boot when the default model has no price
   */
  static forRoot(options: ModelOptions): DynamicModule {
    const prices = { ...listPrices, ...options.prices };
    priceOf(options.model, prices);
    const providers = [{ provide: MODEL_OPTIONS, useValue: { ...options, prices } }, ModelClient];
    return { module: AiOrchestratorModule, imports: [WorkflowModule.forAgent(AiOrchestratorAgent, { providers })] };
  }
}
