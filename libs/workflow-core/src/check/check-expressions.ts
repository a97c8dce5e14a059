import type { WorkflowDefinition } from '../definition/definition.js';
import type { CompiledDefinition } from '../plan/compile-definition.js';
import type { PlacedRead } from '../plan/compiler.js';
import type { Findings } from './findings.js';
import { didYouMean, NameHints } from './name-hints.js';

/** Refuses what the language does not take and reads of steps that are not there; warns of constant conditions. */
export function checkExpressions(
  definition: WorkflowDefinition,
  compiled: CompiledDefinition,
  findings: Findings,
): void {
  for (const { code, path, message, column, hint } of compiled.refusals) {
    findings.refuse(code, path, `${message} (column ${column}).`, hint);
  }
  const known = new Set(definition.steps.map(({ id }) => id));
  const hints = new NameHints(known);
  const checkRead = ({ stepId, path, column }: PlacedRead) => {
    if (known.has(stepId)) return;
    const hint = hints.nearest(stepId);
    findings.refuse(
      'EXPR_UNKNOWN_STEP',
      path,
      `There is no step \`${stepId}\` (column ${column})${didYouMean(hint)}`,
      hint,
    );
  };
  for (const { reads } of compiled.steps) reads.forEach(checkRead);
  compiled.looks.forEach(checkRead);
  warnConstant(compiled, findings);
}

function warnConstant(compiled: CompiledDefinition, findings: Findings): void {
  const warn = (path: string, text: string) =>
    findings.warn('CONSTANT_CONDITION', path, `The condition \`${text}\` reads nothing, so it always gives the same.`);
  for (const [index, { condition }] of compiled.steps.entries()) {
    if (condition?.isConstant === true) warn(`/steps/${index}/condition`, condition.text);
  }
  for (const [index, trigger] of compiled.triggers.entries()) {
    if ('when' in trigger && trigger.when?.isConstant === true) warn(`/triggers/${index}/when`, trigger.when.text);
  }
}
