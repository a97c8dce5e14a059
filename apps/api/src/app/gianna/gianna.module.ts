import { Module } from '@nestjs/common';
import { WorkflowModule } from '../workflow/index.js';
import { GiannaAgent } from './gianna.agent.js';
import { researchToOpener } from './research-to-opener.js';

/** GIANNA. */
@Module({ imports: [WorkflowModule.forAgent(GiannaAgent, { transformers: [researchToOpener] })] })
export class GiannaModule {}
