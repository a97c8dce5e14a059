import type { DynamicModule } from '@nestjs/common';
import { WorkflowModule } from '@workflow/api';
import { Database } from './database.js';
import { SourcesAgent } from './sources.agent.js';
import { SOURCES_OPTIONS, type SourcesOptions } from './sources.options.js';
import { WarehouseAgent } from './warehouse.agent.js';

/** The agents of the ETL pipeline, over one database. */
export function etlFeatures(sources: SourcesOptions, database: Database): readonly DynamicModule[] {
  const shared = { provide: Database, useValue: database };
  return [
    WorkflowModule.forAgent(SourcesAgent, { providers: [shared, { provide: SOURCES_OPTIONS, useValue: sources }] }),
    WorkflowModule.forAgent(WarehouseAgent, { providers: [shared] }),
  ];
}
