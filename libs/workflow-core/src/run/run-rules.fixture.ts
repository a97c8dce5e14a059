import {
  defaultRetry,
  type ErrorPolicy,
  type FailurePolicy,
  type Join,
  type OutputDeclaration,
} from '../definition/definition.js';
import type { Step } from '../definition/step-kinds.js';
import { planDefinition } from '../plan/plan-definition.js';
import type { WorkflowError } from '../errors/workflow-error.js';
import { evaluateExpression } from '../expression/evaluate-expression.js';
import type { Plan } from '../plan/plan.js';
import { pendingStep, type ControlState, type RunControl, type StepControl } from './control-state.js';
import { endStep, type StepEnd } from './end-step.js';
import type { Reason, StepStatus } from './status.js';
import { openInstance } from './open-instance.js';
import { containerOfInstance, instanceAt, readPath, stepAt } from './scope.js';
import { Transition } from './transition.js';

/** What a test says of a step; the rest is the default. */
export interface StepSketch {
  readonly after?: readonly string[];
  readonly join?: Join;
  readonly rest?: 'cancel';
  readonly onDead?: 'skip' | 'run' | 'fail';
  /** The step is a choice that may take these. */
  readonly targets?: readonly string[];
  readonly cancels?: readonly string[];
  /** Ids that its inputs read. */
  readonly reads?: readonly string[];
  /** `continue`, or the id of the fallback. */
  readonly onError?: string;
}

/** The plan of steps sketched by id. */
export function planOf(
  sketches: Readonly<Record<string, StepSketch>>,
  onFailure: FailurePolicy = 'drain',
  outputs: readonly OutputDeclaration[] = [],
): Plan {
  return planDefinition({
    id: 'sketched',
    inputs: [],
    triggers: [],
    steps: Object.entries(sketches).map(([id, sketch]) => stepOf(id, sketch)),
    outputs,
    errorHandler: { rollback: false, notify: [], announce: false },
    onFailure,
    priority: 50,
  });
}

function stepOf(id: string, sketch: StepSketch): Step {
  const { after = [], join = 'all', rest, onDead = 'skip', reads = [], onError, targets, cancels } = sketch;
  const base = {
    id,
    dependsOn: { steps: after, join, ...(rest && { rest }), onDead },
    onError: errorPolicy(onError),
    ...(cancels && { cancels }),
  };
  if (targets !== undefined) {
    // oxlint-disable-next-line unicorn/no-thenable -- `then` is a field of the language
    return { ...base, kind: 'choice', choose: { mode: 'every', branches: [{ when: 'true', then: targets }] } };
  }
  const inputs = Object.fromEntries(reads.map((read) => [read, `{{steps.${read}.output}}`]));
  return { ...base, kind: 'action', agent: 'LUCI', action: 'research_lead', inputs, retry: defaultRetry };
}

function errorPolicy(onError: string | undefined): ErrorPolicy {
  if (onError === undefined) return { kind: 'fail' };
  return onError === 'continue' ? { kind: 'continue' } : { kind: 'fallback', stepId: onError };
}

export const completed: StepEnd = { status: 'completed' };
export const failed: StepEnd = { status: 'failed', reason: { code: 'AGENT_FAILED', message: 'It broke.' } };
export const skipped: StepEnd = { status: 'skipped', reason: { code: 'CONDITION_FALSE', message: 'Not wanted.' } };
export const cancelled: StepEnd = {
  status: 'cancelled',
  reason: { code: 'CANCELLED_BY_STEP', message: 'Called off.' },
};

/** A run in memory, moved by the run rules alone: what they change is applied at once. */
export class RunInMemory implements ControlState {
  run: RunControl = { status: 'running' };
  /** What the last transition called off. */
  withdrawn: readonly string[] = [];
  readonly reasons = new Map<string, Reason>();
  /** Instances that the last transition failed, with why. */
  failures: ReadonlyMap<string, Reason> = new Map();
  readonly #steps = new Map<string, StepControl>();
  readonly #open = new Set<string>();

  constructor(
    readonly plan: Plan,
    run?: RunControl,
  ) {
    if (run !== undefined) this.run = run;
    for (const stepId of plan.roots) this.put(stepId, 'ready');
  }

  step(stepId: string): StepControl {
    return this.#steps.get(stepId) ?? pendingStep;
  }

  openInstances(containerPath: string): readonly string[] {
    return [...this.#open].filter((path) => containerOfInstance(path) === containerPath);
  }

  /** Opens an instance of a container by its path. */
  open(path: string): readonly string[] {
    const container = stepAt(this.plan, containerOfInstance(path));
    return this.transit((transition) => openInstance(this.plan, transition, instanceAt(container, path)));
  }

  put(stepId: string, status: StepStatus): this {
    this.#steps.set(stepId, { ...this.step(stepId), status });
    return this;
  }

  /** Ends steps one after the other, each in a transition of its own; gives what the last one released. */
  end(end: StepEnd, ...stepIds: readonly string[]): readonly string[] {
    let released: readonly string[] = [];
    for (const stepId of stepIds) {
      released = this.transit((transition) =>
        endStep(this.plan, transition, stepId, end, (joining) => this.look(transition, joining)),
      );
    }
    return released;
  }

  /** Answers a join's expression by the statuses, as the transition has them. */
  private look(transition: Transition, stepId: string): boolean | Reason {
    const { planned, scope } = stepAt(this.plan, stepId);
    const { rule } = planned.join;
    if (rule.kind !== 'when') throw new RangeError(`The join of '${stepId}' has no expression.`);
    const steps = Object.fromEntries(
      rule.reads.map((read) => {
        const { status } = transition.step(readPath(scope, read));
        return [read, { status, attempts: 1, output: read }];
      }),
    );
    try {
      return Boolean(evaluateExpression(rule.expression, { steps }));
    } catch (error) {
      const { code, message } = error as WorkflowError;
      return { code, message };
    }
  }

  /** One transition, applied whole. */
  transit(decide: (transition: Transition) => void): readonly string[] {
    const transition = new Transition(this);
    decide(transition);
    for (const [stepId, { control, reason }] of transition.changes) {
      this.#steps.set(stepId, control);
      if (reason !== undefined) this.reasons.set(stepId, reason);
    }
    for (const path of transition.opened) this.#open.add(path);
    for (const path of transition.closed) this.#open.delete(path);
    this.run = transition.run;
    this.failures = transition.failures;
    this.withdrawn = [...transition.withdrawn];
    return [...transition.released];
  }

  /** Every step's status, by id. */
  get statuses(): Record<string, StepStatus> {
    return Object.fromEntries([...this.plan.steps.keys()].map((stepId) => [stepId, this.step(stepId).status]));
  }

  /** Status and code of a step's reason, such as `skipped UPSTREAM_FAILED`. */
  tell(stepId: string): string {
    const reason = this.reasons.get(stepId);
    const { status } = this.step(stepId);
    return reason === undefined ? status : `${status} ${reason.code}`;
  }
}
