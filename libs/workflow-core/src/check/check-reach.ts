import type { Step } from '../definition/step-kinds.js';
import type { CompiledStep } from '../plan/compiled-step.js';
import { targetsOf } from '../plan/step-graph.js';
import { isRequired } from './check-branches.js';
import type { CheckedScope } from './checked-scope.js';
import { constantDecision } from './constant-decision.js';
import type { Findings } from './findings.js';

/**
 * Refuses steps that no path reaches: one behind an `end`, after which nothing runs. Warns where a constant alone shuts
 * the path, as of a constant `condition`: of the targets of branches that are never taken, and of a loop that never
 * begins. What waits for such a step is not told of as well.
 */
export function checkReach(scope: CheckedScope, findings: Findings): void {
  const { steps, compiled, path } = scope;
  for (const index of steps.keys()) {
    const { id } = steps[index] as Step;
    const ended = endBefore(scope, index);
    if (ended !== undefined) {
      const message = `\`${id}\` could never run: it waits for \`${ended}\`, which ends the whole run.`;
      findings.refuse('UNREACHABLE_STEP', `${path}/${index}`, message);
    }
    warnUntaken(scope, index, findings);
    const asked = compiled[index]?.container?.while;
    if (asked !== undefined && constantDecision(asked) === false) {
      const message = `No step of \`${id}\` ever runs: \`${asked.text}\` is always false.`;
      findings.warn('UNREACHABLE_STEP', `${path}/${index}/loop/while`, message);
    }
  }
}

/** The `end` without whose arrival a step never runs: its run is over by then. */
function endBefore({ steps, graph }: CheckedScope, index: number): string | undefined {
  const { dependsOn } = steps[index] as Step;
  const before = [...(graph.dependencies[index] as ReadonlyMap<number, unknown>).keys()];
  // Under `run` and `fail` something comes of the step where the end was skipped.
  const gates = dependsOn.onDead !== 'skip' ? [] : before.filter((position) => isRequired(steps, index, position));
  const ends = (position: number): boolean => isEnd(steps[position] as Step);
  const first = gates.find(ends) ?? starvingEnd(steps, index, before, ends);
  return first === undefined ? undefined : (steps[first] as Step).id;
}

/** One of the ends that leave a join fewer arrivals than it wants; joins that only look are met by failures too. */
function starvingEnd(
  steps: readonly Step[],
  index: number,
  before: readonly number[],
  ends: (position: number) => boolean,
): number | undefined {
  const { dependsOn } = steps[index] as Step;
  const { join, onDead } = dependsOn;
  const isCounted = join === 'any' || join === 'first' || (typeof join === 'object' && 'atLeast' in join);
  if (!isCounted || onDead !== 'skip') return undefined;
  const joined = before.filter((position) => !isRequired(steps, index, position));
  const wanted = typeof join === 'object' && 'atLeast' in join ? join.atLeast : 1;
  return joined.filter((position) => !ends(position)).length < wanted ? joined.find(ends) : undefined;
}

/** An `end` that fails may arrive all the same, where its `onError` says so. */
function isEnd({ kind, onError }: Step): boolean {
  return kind === 'end' && onError.kind === 'fail';
}

function warnUntaken({ steps, compiled, path }: CheckedScope, index: number, findings: Findings): void {
  const choice = steps[index] as Step;
  const taken = takenTargets(choice, compiled[index] as CompiledStep);
  if (taken === undefined) return;
  for (const target of targetsOf(choice)) {
    const position = steps.findIndex(({ id }) => id === target);
    if (taken.has(target) || position < 0) continue;
    const message =
      `\`${target}\` never runs: no branch of \`${choice.id}\` that takes it is ever taken, ` +
      'since what decides them reads nothing.';
    findings.warn('UNREACHABLE_STEP', `${path}/${position}`, message);
  }
}

/** The targets that a choice may take, whatever a run brings; undefined for a step that is no choice, or a refused one. */
function takenTargets(step: Step, { control }: CompiledStep): ReadonlySet<string> | undefined {
  if (step.kind !== 'choice' || control?.kind !== 'choice') return undefined;
  if (control.branches.length < step.choose.branches.length) return undefined;
  const taken: string[] = [];
  for (const { when, takes } of control.branches) {
    const decision = constantDecision(when);
    if (decision !== false) taken.push(...takes);
    if (decision === true && control.mode === 'first') return new Set(taken);
  }
  const isOneTrue = control.branches.some(({ when }) => constantDecision(when) === true);
  if (!isOneTrue) taken.push(...(control.otherwise ?? []));
  return new Set(taken);
}
