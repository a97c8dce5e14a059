import { defaultRetry, type ErrorPolicy, type FailurePolicy, type Step } from '../definition/definition.js';
import { planDefinition } from '../plan/plan-definition.js';
import type { Plan } from '../plan/plan.js';
import { pendingStep, type ControlState, type RunControl, type StepControl } from './control-state.js';
import { endStep, type StepEnd } from './end-step.js';
import type { Reason, StepStatus } from './status.js';
import { Transition } from './transition.js';

/** What a test says of a step; the rest is the default. */
export interface StepSketch {
  readonly after?: readonly string[];
  readonly onDead?: 'skip' | 'run' | 'fail';
  /** `continue`, or the id of the fallback. */
  readonly onError?: string;
}

/** The plan of steps sketched by id. */
export function planOf(sketches: Readonly<Record<string, StepSketch>>, onFailure: FailurePolicy = 'drain'): Plan {
  return planDefinition({
    id: 'sketched',
    inputs: [],
    triggers: [],
    steps: Object.entries(sketches).map(([id, sketch]) => stepOf(id, sketch)),
    outputs: [],
    errorHandler: { rollback: false, notify: [], announce: false },
    onFailure,
    priority: 50,
  });
}

function stepOf(id: string, { after = [], onDead = 'skip', onError }: StepSketch): Step {
  return {
    kind: 'action',
    id,
    agent: 'LUCI',
    action: 'research_lead',
    inputs: {},
    dependsOn: { steps: after, join: 'all', onDead },
    retry: defaultRetry,
    onError: errorPolicy(onError),
  };
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
  readonly reasons = new Map<string, Reason>();
  readonly #steps = new Map<string, StepControl>();

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

  put(stepId: string, status: StepStatus): this {
    this.#steps.set(stepId, { ...this.step(stepId), status });
    return this;
  }

  /** Ends steps one after the other, each in a transition of its own; gives what the last one released. */
  end(end: StepEnd, ...stepIds: readonly string[]): readonly string[] {
    let released: readonly string[] = [];
    for (const stepId of stepIds) released = this.transit((transition) => endStep(this.plan, transition, stepId, end));
    return released;
  }

  /** One transition, applied whole. */
  transit(decide: (transition: Transition) => void): readonly string[] {
    const transition = new Transition(this);
    decide(transition);
    for (const [stepId, { control, reason }] of transition.changes) {
      this.#steps.set(stepId, control);
      if (reason !== undefined) this.reasons.set(stepId, reason);
    }
    this.run = transition.run;
    return transition.released;
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
