import { Module } from '@nestjs/common';
import { WorkflowModule } from '../workflow/index.js';
import { AnalyticsAgent } from './analytics.agent.js';
import { DataQualityAgent } from './data-quality.agent.js';
import { EtlAgent } from './etl.agent.js';

/** The agents of the data pipeline. */
@Module({
  imports: [
    WorkflowModule.forAgent(DataQualityAgent),
    WorkflowModule.forAgent(EtlAgent),
    WorkflowModule.forAgent(AnalyticsAgent),
  ],
})
export class DataPipelineModule {}
