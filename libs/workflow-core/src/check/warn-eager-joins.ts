import type { Step } from '../definition/step-kinds.js';
import type { CompiledStep } from '../plan/compiled-step.js';
import { targetsOf } from '../plan/step-graph.js';
import type { CheckedScope } from './checked-scope.js';
import type { Findings } from './findings.js';
import { type OutputRead, outputReads } from './output-reads.js';
import { expressionsOf } from './placed-expressions.js';
import { reckonsWithMissing } from './reckons-with-missing.js';
import { SureSteps } from './sure-steps.js';

type Join = Step['dependsOn']['join'];

/**
 * Warns, once for each step, of a join that goes on before all that it names has arrived, where the step reads an output
 * that may be missing then, in an expression that does not reckon with it: `all` was surely meant.
 */
export function warnEagerJoins(scope: CheckedScope, findings: Findings): void {
  const sure = new SureSteps(scope);
  const targets = new Set(scope.steps.flatMap((step) => (isExclusive(step) ? targetsOf(step) : [])));
  for (const [index, step] of scope.steps.entries()) {
    if (sure.isTired) return;
    const [first, ...more] = missingReads(step, scope.compiled[index] as CompiledStep, sure);
    if (first === undefined) continue;
    // Behind branches that exclude each other a join by `all` is refused.
    const canWaitForAll = ![first.stepId, ...first.others].some((stepId) => targets.has(stepId));
    const message =
      `\`${step.id}\` reads \`${first.text}\`, which may be missing when ${first.when}${countMore(first, more)}: ` +
      `write \`${first.text} ?? …\`${canWaitForAll ? ', or join by `all`' : ''}.`;
    findings.warn('EAGER_JOIN', `${scope.path}/${index}/dependsOn/join`, message, canWaitForAll ? 'all' : undefined);
  }
}

interface MissingRead extends OutputRead {
  /** Joined steps that may be all that arrived. */
  readonly others: readonly string[];
  readonly when: string;
}

function missingReads({ id, dependsOn: { join, steps } }: Step, compiled: CompiledStep, sure: SureSteps) {
  const awaited = arrivalsOf(join);
  if (awaited === undefined || awaited >= steps.length) return [];
  // A join by expression knows of the steps that it asks about.
  const asked = compiled.joinWhen?.stepReads.map(({ stepId }) => stepId) ?? [];
  const joined = new Set(steps.filter((stepId) => !asked.includes(stepId)));
  return unreckoned(compiled, joined).flatMap((read): MissingRead[] => {
    if (sure.before(id).has(read.stepId)) return [];
    const without = steps.filter((other) => other !== read.stepId && !sure.before(other).has(read.stepId));
    const others = without.slice(0, awaited);
    return others.length < awaited ? [] : [{ ...read, others, when: whenMissing(join, others) }];
  });
}

/** What a step, or what stands inside it, reads of the outputs of some steps without reckoning with a missing one. */
function unreckoned(step: CompiledStep, joined: ReadonlySet<string>): OutputRead[] {
  // What undoes a step is asked long after the join; the join's own expression, before.
  const { compensate: _undo, joinWhen: _when, ...begun } = step;
  const own = [...expressionsOf(begun)].flatMap(({ expression: { stepReads, tree } }) => {
    if (!stepReads.some(({ stepId }) => joined.has(stepId)) || reckonsWithMissing(tree)) return [];
    return outputReads(tree).filter(({ stepId }) => joined.has(stepId));
  });
  return [...own, ...(step.container?.compiled ?? []).flatMap((inner) => unreckoned(inner, joined))];
}

/** How many arrivals are certain when the join fires; undefined where it waits for every end. */
function arrivalsOf(join: Join): number | undefined {
  if (join === 'all' || join === 'allSettled') return undefined;
  return typeof join === 'object' && 'atLeast' in join ? join.atLeast : 1;
}

function whenMissing(join: Join, others: readonly string[]): string {
  const names = others.map((other) => `\`${other}\``).join(' and ');
  if (join === 'any') return `only ${names} arrives`;
  if (typeof join === 'object' && 'when' in join) return `${names} ends first`;
  return `${names} ${others.length === 1 ? 'arrives' : 'arrive'} first`;
}

function countMore({ text }: MissingRead, more: readonly MissingRead[]): string {
  const others = new Set(more.map((read) => read.text));
  others.delete(text);
  return others.size === 0
    ? ''
    : `, as may ${[...others]
        .slice(0, 3)
        .map((other) => `\`${other}\``)
        .join(', ')}${others.size > 3 ? ', …' : ''}`;
}

function isExclusive(step: Step): boolean {
  return step.kind === 'deferredChoice' || (step.kind === 'choice' && step.choose.mode === 'first');
}
