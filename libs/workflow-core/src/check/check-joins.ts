import type { Step } from '../definition/step-kinds.js';
import type { CompiledStep } from '../plan/compiled-step.js';
import type { CheckedScope } from './checked-scope.js';
import { constantDecision } from './constant-decision.js';
import type { Findings } from './findings.js';

/** Refuses joins that can never be met. */
export function checkJoins({ steps, compiled, path: base }: CheckedScope, findings: Findings): void {
  for (const [index, step] of steps.entries()) {
    if (step.dependsOn.join === 'all') continue;
    const path = `${base}/${index}/dependsOn`;
    if (step.dependsOn.steps.length === 0) {
      const message = `The join of \`${step.id}\` names no steps: list in \`steps\` what it waits for.`;
      findings.refuse('UNSATISFIABLE_JOIN', `${path}/steps`, message);
      continue;
    }
    checkCount(step, path, findings);
    checkWhen(step, compiled[index] as CompiledStep, path, findings);
  }
}

function checkCount({ id, dependsOn: { join, steps } }: Step, path: string, findings: Findings): void {
  if (typeof join !== 'object' || !('atLeast' in join) || join.atLeast <= steps.length) return;
  const message = `\`${id}\` waits for ${join.atLeast} of ${steps.length}: its join can never be met.`;
  findings.refuse('UNSATISFIABLE_JOIN', `${path}/join/atLeast`, message, String(steps.length));
}

function checkWhen({ id }: Step, { joinWhen }: CompiledStep, path: string, findings: Findings): void {
  if (joinWhen === undefined || constantDecision(joinWhen) !== false) return;
  const message = `The join of \`${id}\` can never be met: \`${joinWhen.text}\` is always false.`;
  findings.refuse('UNSATISFIABLE_JOIN', `${path}/join/when`, message);
}
