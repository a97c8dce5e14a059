import type { ControlState, RunControl, StepControl } from './control-state.js';
import type { Reason } from './status.js';

/** What one transition changes of a step; counts are the new values, not differences. */
export interface StepChange {
  readonly control: StepControl;
  /** Why the step ended, when this transition ended it otherwise than by completing. */
  readonly reason?: Reason;
}

/**
 * One transition of a run in the making, steps by their paths: reads fall through to the control state as it was found, writes stay here.
 * What was read is remembered, so that the store can refuse to write a decision whose grounds have changed
 * (compare-and-set over the read set: a decision about two steps of a wide run does not collide with the other steps).
 */
export class Transition {
  readonly #found: ControlState;
  readonly #reads = new Map<string, StepControl>();
  readonly #changes = new Map<string, StepChange>();
  #run: RunControl;
  /** Steps that became ready and need a job. */
  readonly released = new Set<string>();
  /** Steps that were cancelled with a job, a running attempt or a timer: these are to be called off. */
  readonly withdrawn = new Set<string>();
  /** Instances of containers that fail by this transition, by their paths, with the failure. */
  readonly failures = new Map<string, Reason>();
  /** Instances that their container's end closes, by their paths. */
  readonly closed = new Set<string>();
  /** Instances that begin by this transition, by their paths. */
  readonly opened = new Set<string>();
  /** Containers whose open instances were asked for, by their paths. */
  readonly asked = new Set<string>();

  constructor(found: ControlState) {
    this.#found = found;
    this.#run = found.run;
  }

  get run(): RunControl {
    return this.#run;
  }

  set run(next: RunControl) {
    this.#run = next;
  }

  get foundRun(): RunControl {
    return this.#found.run;
  }

  step(stepId: string): StepControl {
    const changed = this.#changes.get(stepId);
    if (changed !== undefined) return changed.control;
    let read = this.#reads.get(stepId);
    if (read === undefined) {
      read = this.#found.step(stepId);
      this.#reads.set(stepId, read);
    }
    return read;
  }

  change(stepId: string, patch: Partial<StepControl>, reason?: Reason): void {
    const control = { ...this.step(stepId), ...patch };
    const known = this.#changes.get(stepId)?.reason;
    this.#changes.set(stepId, { control, reason: reason ?? known });
  }

  /** Paths of the instances of a container that are open. */
  openInstances(containerPath: string): readonly string[] {
    this.asked.add(containerPath);
    return this.#found.openInstances(containerPath).filter((path) => !this.closed.has(path));
  }

  /** Every step whose control was looked at, as it was found. */
  get reads(): ReadonlyMap<string, StepControl> {
    return this.#reads;
  }

  get changes(): ReadonlyMap<string, StepChange> {
    return this.#changes;
  }
}
