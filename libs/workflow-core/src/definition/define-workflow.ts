import type { AuthoredWorkflow } from './authored-workflow.js';

/**
 * Gives a definition its type: fields are completed by the editor, and the compiler refuses a step's mention of a step
 * that is not there. The value is given back as it is; the checker does the rest.
 */
export function defineWorkflow<
  const StepId extends string,
  const InnerId extends string = string,
  const DeepId extends string = string,
>(definition: AuthoredWorkflow<StepId, InnerId, DeepId>): AuthoredWorkflow<StepId, InnerId, DeepId> {
  return definition;
}
