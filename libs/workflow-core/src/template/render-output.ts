import type { ExpressionContext } from '../expression/expression.js';
import { reasonOfError } from '../retry/attempt-failure.js';
import type { CompiledValue } from './compiled-value.js';
import { renderValue } from './render-value.js';

/**
 * What a declared output of a run comes to once its steps have ended: its value, or why there is none. The context shows
 * every step that the output reads. Never throws: a run ends, whatever its outputs are.
 */
export function renderOutput(
  output: CompiledValue,
  context: ExpressionContext,
): { readonly value: unknown } | { readonly missing: string } {
  try {
    const value = renderValue(output, context);
    return value === undefined ? { missing: whyAbsent(output, context) } : { value };
  } catch (error) {
    return { missing: reasonOfError(error, '').message };
  }
}

function whyAbsent({ stepReads }: CompiledValue, context: ExpressionContext): string {
  const steps = context.steps as Readonly<Record<string, { readonly status: string }>>;
  const idle = [...new Set(stepReads.map(({ stepId }) => stepId))].flatMap((stepId) => {
    const status = steps[stepId]?.status;
    return status === undefined || status === 'completed' ? [] : [`Step '${stepId}' is ${status}.`];
  });
  return idle.length === 0 ? 'The template gave no value.' : idle.join(' ');
}
