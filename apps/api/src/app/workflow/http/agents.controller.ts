import { routes, type AnswerOf, type InputOf } from '@workflow/contract';
import { WorkflowService } from '../workflow.service.js';
import { Input, Serves, WorkflowController } from './input/serves.decorator.js';

@WorkflowController()
export class AgentsController {
  constructor(private readonly workflows: WorkflowService) {}

  @Serves(routes.listAgents)
  async list(@Input() _input: InputOf<typeof routes.listAgents>): Promise<AnswerOf<typeof routes.listAgents>> {
    return this.workflows.agents();
  }
}
