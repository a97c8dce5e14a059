import type { AuthoredWorkflow } from './authored-workflow.js';

/**
 * Gives a definition its type: fields are completed by the editor, and the compiler refuses a dependency on a step that
 * is not there. The value is given back as it is; the checker does the rest.
 */
export function defineWorkflow<const StepId extends string>(
  definition: AuthoredWorkflow<StepId>,
): AuthoredWorkflow<StepId> {
  return definition;
}
