import {
  containerOfInstance,
  pendingStep,
  readPath,
  type ControlState,
  type ExpressionContext,
  type Plan,
  type Reason,
  type RunControl,
  type Scope,
  type StepControl,
  type StepView,
  type Transition,
} from '@workflow/core';

/** What is known of a step beside what the run rules ask. */
export interface StepFacts {
  attempts: number;
  output?: unknown;
  reason?: Reason;
  /** Milliseconds. */
  startedAt?: number;
  finishedAt?: number;
  /** Place in the order in which the steps of the run completed. */
  completion?: number;
  /** Place in the order in which they began. */
  beginning?: number;
}

/** How far a container that has begun has come. */
export interface ContainerFacts {
  readonly items: readonly unknown[];
  opened: number;
  ok: number;
  failed: number;
  /** What its instances gave, by their index. */
  readonly results: Map<number, unknown>;
  /** The failure that it does not let pass. */
  unforgiven?: Reason;
}

/** Everything that a run keeps, in maps. */
export class RunMemory implements ControlState {
  run: RunControl = { status: 'running' };
  readonly failures = new Map<string, Reason>();
  readonly containers = new Map<string, ContainerFacts>();
  /** Containers of which instances were closed before they had ended. */
  readonly closed = new Set<string>();
  readonly #control = new Map<string, StepControl>();
  readonly #facts = new Map<string, StepFacts>();
  readonly #open = new Map<string, Set<string>>();

  constructor(
    readonly plan: Plan,
    readonly trigger: unknown,
    readonly teamId: string,
  ) {}

  step(path: string): StepControl {
    return this.#control.get(path) ?? pendingStep;
  }

  openInstances(containerPath: string): readonly string[] {
    return [...(this.#open.get(containerPath) ?? [])];
  }

  isOpen(instancePath: string): boolean {
    return this.#open.get(containerOfInstance(instancePath))?.has(instancePath) === true;
  }

  close(instancePath: string): void {
    this.#open.get(containerOfInstance(instancePath))?.delete(instancePath);
  }

  facts(path: string): StepFacts {
    let facts = this.#facts.get(path);
    if (facts === undefined) this.#facts.set(path, (facts = { attempts: 0 }));
    return facts;
  }

  /** Paths of the steps that anything is known of, in the order in which that came to be. */
  get paths(): readonly string[] {
    return [...this.#control.keys()];
  }

  apply(transition: Transition): void {
    for (const [path, { control, reason }] of transition.changes) {
      this.#control.set(path, control);
      if (reason !== undefined) this.facts(path).reason = reason;
    }
    for (const path of transition.opened) {
      const container = containerOfInstance(path);
      this.#open.set(container, (this.#open.get(container) ?? new Set()).add(path));
    }
    for (const path of transition.closed) {
      this.close(path);
      this.closed.add(containerOfInstance(path));
    }
    for (const [path, reason] of transition.failures) this.failures.set(path, reason);
    this.run = transition.run;
  }

  /** What expressions of a scope see that read these steps; with a transition, as that has changed them. */
  context(scope: Scope, reads: Iterable<string>, transition?: Transition): ExpressionContext {
    const steps = Object.fromEntries([...reads].map((id) => [id, this.#view(readPath(scope, id), transition)]));
    return { steps, trigger: this.trigger, team: this.teamId, ...this.#ofScope(scope) };
  }

  #view(path: string, transition?: Transition): StepView {
    const { attempts, output, startedAt, finishedAt, reason } = this.facts(path);
    const error = transition?.changes.get(path)?.reason ?? reason;
    return {
      status: (transition ?? this).step(path).status,
      output,
      attempts,
      ...(error && { error: { code: error.code, message: error.message } }),
      ...(startedAt !== undefined && { startedAt: new Date(startedAt).toISOString() }),
      ...(finishedAt !== undefined && { finishedAt: new Date(finishedAt).toISOString() }),
    };
  }

  /** `item` and `index` of the nearest map, `loop` of the nearest loop. */
  #ofScope(scope: Scope): Pick<ExpressionContext, 'item' | 'index' | 'loop'> {
    const map = nearest(scope, 'map');
    const loop = nearest(scope, 'loop');
    return {
      ...(map && { index: map.index, item: this.#containerOf(map)?.items[map.index as number] }),
      ...(loop && { loop: { index: loop.index, previous: this.#previous(loop) } }),
    };
  }

  #previous(loop: Scope): unknown {
    return this.#containerOf(loop)?.results.get((loop.index as number) - 1);
  }

  #containerOf({ container }: Scope): ContainerFacts | undefined {
    return this.containers.get(container?.path ?? '');
  }
}

function nearest(scope: Scope, kind: 'map' | 'loop'): Scope | undefined {
  for (let at: Scope | undefined = scope; at?.container !== undefined; at = at.container.scope) {
    if (at.container.planned.control?.kind === kind) return at;
  }
  return undefined;
}
