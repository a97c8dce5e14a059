import { Module } from '@nestjs/common';
import { WorkflowModule } from '../workflow/index.js';
import { CathyAgent } from './cathy.agent.js';

/** CATHY. */
@Module({ imports: [WorkflowModule.forAgent(CathyAgent)] })
export class CathyModule {}
