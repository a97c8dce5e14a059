import type { Step } from '../definition/step-kinds.js';
import type { Expression } from '../expression/expression.js';
import type { CompiledDefinition } from '../plan/compile-definition.js';
import type { CompiledStep } from '../plan/compiled-step.js';
import type { CheckedScope } from './checked-scope.js';
import { constantDecision } from './constant-decision.js';
import type { Findings } from './findings.js';

type Asked = [field: string, expression: Expression | undefined];

/** Warns of what is asked and reads nothing. A branch that is always true is left alone: it is written as the last one. */
export function warnConstant(
  { triggers }: CompiledDefinition,
  scopes: readonly CheckedScope[],
  findings: Findings,
): void {
  const warn = (path: string, expression: Expression | undefined) => {
    if (expression?.isConstant !== true) return;
    const message = `The condition \`${expression.text}\` reads nothing, so it always gives the same.`;
    findings.warn('CONSTANT_CONDITION', path, message);
  };
  for (const { steps, compiled } of scopes) {
    for (const [index, step] of compiled.entries()) {
      for (const [field, expression] of asked(steps[index] as Step, step)) warn(`${step.path}/${field}`, expression);
    }
  }
  for (const [index, trigger] of triggers.entries()) {
    if ('when' in trigger) warn(`/triggers/${index}/when`, trigger.when);
  }
}

function asked(step: Step, { condition, onlyWhile, joinWhen, container, control }: CompiledStep): Asked[] {
  const own: Asked[] = [
    ['condition', condition],
    ['onlyWhile', onlyWhile],
    ['dependsOn/join/when', joinWhen],
    ['map/completeWhen', container?.completeWhen],
    ['loop/while', container?.while],
    ['loop/until', container?.until],
  ];
  // Where an expression was refused, the others have lost their places.
  if (step.kind === 'choice' && control?.kind === 'choice' && control.branches.length === step.choose.branches.length) {
    for (const [index, { when }] of control.branches.entries()) {
      if (constantDecision(when) !== true) own.push([`choose/branches/${index}/when`, when]);
    }
  }
  return own;
}
