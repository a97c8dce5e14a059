import type { Step } from '../definition/step-kinds.js';
import type { Expression, StepRead } from '../expression/expression.js';
import type { CompiledStep } from '../plan/compiled-step.js';
import type { CheckedScope } from './checked-scope.js';
import type { Findings } from './findings.js';
import { isRequired } from './check-branches.js';

/** Steps that are looked at in all, so that no definition is slow to check. */
const maxVisits = 1_000_000;

/**
 * Warns of an expression that makes no edge and reads the output of a step that cannot have ended by then: of a step
 * that comes later on the same path, or of the container that it stands in. What such a step's status is may be asked:
 * it may have been skipped or cancelled.
 */
export function warnLaterReads(scopes: readonly CheckedScope[], findings: Findings): void {
  const reader = new LaterReads(scopes);
  for (const { steps, compiled } of scopes) {
    for (const [index, { id }] of steps.entries()) {
      const { path, ...step } = compiled[index] as CompiledStep;
      for (const [field, reads] of looksOf(step)) {
        for (const { stepId, readsOutput } of reads) {
          const reason = readsOutput ? reader.reasonOf(id, stepId) : undefined;
          if (reason === undefined) continue;
          const message = `\`${id}\` reads the output of \`${stepId}\`, which is not there yet: ${reason}.`;
          findings.warn('LATER_READ', `${path}/${field}`, message);
        }
      }
    }
  }
}

type Looks = [field: string, reads: readonly StepRead[]];

function looksOf({ onlyWhile, joinWhen, container }: Omit<CompiledStep, 'path'>): Looks[] {
  const kind = container?.step.kind ?? '';
  const asked: [string, Expression | undefined][] = [
    ['onlyWhile', onlyWhile],
    ['dependsOn/join/when', joinWhen],
    [`${kind}/completeWhen`, container?.completeWhen],
    [`${kind}/while`, container?.while],
    [`${kind}/until`, container?.until],
  ];
  const output = container?.output?.stepReads ?? [];
  return [
    ...asked.map(([field, expression]): Looks => [field, expression?.stepReads ?? []]),
    ...output.map((read): Looks => [`${kind}/output${read.path}`, [read]]),
  ];
}

class LaterReads {
  readonly #homes: ReadonlyMap<string, CheckedScope>;
  readonly #after = new Map<string, ReadonlySet<string>>();
  readonly #waiting = new Map<CheckedScope, readonly (readonly number[])[]>();
  #visits = 0;

  constructor(scopes: readonly CheckedScope[]) {
    this.#homes = new Map(scopes.flatMap((scope) => scope.steps.map(({ id }) => [id, scope] as const)));
  }

  /** Why a step has no output while another looks at it; undefined where it may have one. */
  reasonOf(readerId: string, stepId: string): string | undefined {
    const place = this.#homes.get(stepId);
    let beside: string | undefined = readerId;
    while (beside !== undefined && this.#homes.get(beside) !== place) beside = this.#homes.get(beside)?.container?.id;
    if (place === undefined || beside === undefined) return undefined;
    if (stepId === readerId) return 'it has not ended itself';
    if (stepId === beside) return `\`${readerId}\` stands inside it`;
    return this.#stepsAfter(beside, place).has(stepId) ? `it waits for \`${beside}\`` : undefined;
  }

  /** The steps of a scope that begin only when one of its steps has ended. */
  #stepsAfter(stepId: string, scope: CheckedScope): ReadonlySet<string> {
    const known = this.#after.get(stepId);
    if (known !== undefined) return known;
    const waiting = this.#waitingIn(scope);
    const found = new Set([scope.steps.findIndex(({ id }) => id === stepId)]);
    for (const position of found) {
      const next = waiting[position] as readonly number[];
      this.#visits += next.length;
      if (this.#visits > maxVisits) break;
      for (const index of next) found.add(index);
    }
    const after = new Set([...found].map((index) => (scope.steps[index] as Step).id));
    this.#after.set(stepId, after);
    return after;
  }

  #waitingIn(scope: CheckedScope): readonly (readonly number[])[] {
    const known = this.#waiting.get(scope);
    if (known !== undefined) return known;
    const waiting = scope.steps.map((): number[] => []);
    for (const [index, edges] of scope.graph.dependencies.entries()) {
      for (const before of edges.keys()) if (isAwaited(scope.steps, index, before)) waiting[before]?.push(index);
    }
    for (const [fallback, served] of scope.graph.served) waiting[served]?.push(fallback);
    this.#waiting.set(scope, waiting);
    return waiting;
  }
}

/** True for an edge before whose end the step never begins, however that ends. */
function isAwaited(steps: readonly Step[], index: number, before: number): boolean {
  const { join, steps: named } = (steps[index] as Step).dependsOn;
  if (isRequired(steps, index, before) || join === 'any' || join === 'allSettled') return true;
  return typeof join === 'object' && 'atLeast' in join && join.atLeast >= named.length;
}
