import type { AuthoredWorkflow } from './authored-workflow.js';
import type { KnownExpression, KnownTemplate } from './known-reads.js';

/**
 * Gives a definition its type: fields are completed by the editor, and the compiler refuses a step's mention of a step
 * that is not there, in an expression or template as well. The value is given back as it is; the checker does the rest.
 */
export function defineWorkflow<
  const StepId extends string,
  const InnerId extends string = never,
  const DeepId extends string = never,
  const Text extends string = string,
>(
  definition: AuthoredWorkflow<StepId, InnerId, DeepId, Text, Text> &
    Reading<NoInfer<StepId>, NoInfer<InnerId>, NoInfer<DeepId>, NoInfer<Text>>,
): AuthoredWorkflow<StepId, InnerId, DeepId> {
  return definition;
}

/** A workflow whose expressions and templates, out of `Text`, read its own steps alone. */
type Reading<
  StepId extends string,
  InnerId extends string,
  DeepId extends string,
  Text extends string,
> = AuthoredWorkflow<
  StepId,
  InnerId,
  DeepId,
  KnownExpression<Text, StepId | InnerId | DeepId>,
  KnownTemplate<Text, StepId | InnerId | DeepId>
>;
