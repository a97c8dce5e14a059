import type { PlannedStep } from '../plan/plan.js';
import { closeInstances, keepsItems } from './close-instances.js';
import { fateOf } from './failure-fate.js';
import type { ScopeEnding } from './run-ending.js';
import type { ScopeTransition } from './scope-transition.js';
import { isEndedStep, type Reason } from './status.js';

type PlacedReason = Reason & { readonly stepId: string };

/** How one transition ends an instance early: by a failure that stands, which fails it at once. */
export class InstanceEnding implements ScopeEnding {
  readonly #view: ScopeTransition;
  readonly #cancelStep: (stepId: string, reason: Reason) => void;
  #failures: PlacedReason[] = [];

  constructor(view: ScopeTransition, cancelStep: (stepId: string, reason: Reason) => void) {
    this.#view = view;
    this.#cancelStep = cancelStep;
  }

  noteFailure({ id, fallbackOf }: PlannedStep, reason: Reason): void {
    if (fallbackOf !== undefined && this.#view.step(fallbackOf).status === 'failed') return;
    this.#failures.push({ ...reason, stepId: id });
  }

  judgeFailures(): void {
    const { whole, scope } = this.#view;
    if (whole.failures.has(scope.path)) return;
    const known = whole.run.open ?? [];
    const inside = `${scope.path}.`;
    const own = known.filter(({ stepId = '' }) => stepId.startsWith(inside) && isIdBehind(stepId, inside));
    if (own.length + this.#failures.length === 0) return;
    const failures = [
      ...own.map((reason): PlacedReason => ({ ...reason, stepId: (reason.stepId as string).slice(inside.length) })),
      ...this.#failures.splice(0),
    ];
    const open: Reason[] = [];
    for (const failure of failures) {
      const fate = fateOf(scope.plan, (id) => this.#view.step(id), failure.stepId);
      const placed = { ...failure, stepId: this.#view.path(failure.stepId) };
      if (fate.kind === 'stands') return this.#fail(placed, known, own);
      if (fate.kind === 'open') open.push(own.find(({ stepId }) => stepId === placed.stepId) ?? placed);
    }
    this.#keepOpen(known, own, open);
  }

  #fail(reason: PlacedReason, known: readonly Reason[], own: readonly Reason[]): void {
    const { whole, scope } = this.#view;
    whole.failures.set(scope.path, reason);
    this.#keepOpen(known, own, []);
    for (const [stepId, planned] of scope.plan.steps) {
      const { status } = this.#view.step(stepId);
      if (keepsItems(planned, status)) {
        closeInstances(this.#view, { path: this.#view.path(stepId), planned, scope });
      }
      if (isEndedStep(status)) continue;
      const message = `'${reason.stepId}' failed, and with it all that stands beside it.`;
      this.#cancelStep(stepId, { code: 'SCOPE_ENDED', message, stepId: reason.stepId });
    }
  }

  #keepOpen(known: readonly Reason[], own: readonly Reason[], open: readonly Reason[]): void {
    if (open.length === own.length && open.every((failure) => own.includes(failure))) return;
    const left = [...known.filter((failure) => !own.includes(failure)), ...open];
    this.#view.whole.run = { ...this.#view.whole.run, open: left.length === 0 ? undefined : left };
  }
}

/** True for a step of the instance itself, and not of one inside. */
function isIdBehind(path: string, inside: string): boolean {
  return !path.slice(inside.length).includes('.');
}
