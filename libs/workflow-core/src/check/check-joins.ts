import type { Step } from '../definition/step-kinds.js';
import type { CompiledStep } from '../plan/compiled-step.js';
import type { CheckedScope } from './checked-scope.js';
import { constantDecision } from './constant-decision.js';
import type { Findings } from './findings.js';

/** Refuses joins that can never be met, and warns of one that goes on before what its step reads has arrived. */
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
    warnEager(step, compiled[index] as CompiledStep, path, findings);
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

/** A step that reads more outputs of its join than the join waits for was surely meant to wait for all of them. */
function warnEager({ id, dependsOn }: Step, { reads }: CompiledStep, path: string, findings: Findings): void {
  const awaited = arrivalsOf(dependsOn.join);
  if (awaited === undefined) return;
  const named = new Set(dependsOn.steps);
  // An expression that chooses between outputs reckons with a missing one.
  const relied = reads.filter(({ stepId, expression }) => named.has(stepId) && !expression.includes('?'));
  const read = new Set(relied.map(({ stepId }) => stepId));
  if (read.size <= awaited) return;
  const message =
    `\`${id}\` reads ${read.size} of the steps that it joins (${[...read].join(', ')}), but goes on when ` +
    `${awaited} of them arrived: what the others give may be missing.`;
  findings.warn('EAGER_JOIN', `${path}/join`, message, 'all');
}

/** How many arrivals are certain when the join fires; undefined where it says nothing about arrivals. */
function arrivalsOf(join: Step['dependsOn']['join']): number | undefined {
  if (join === 'any' || join === 'first') return 1;
  return typeof join === 'object' && 'atLeast' in join ? join.atLeast : undefined;
}
