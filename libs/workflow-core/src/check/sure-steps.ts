import type { Step } from '../definition/step-kinds.js';
import { stepPositions } from '../plan/step-graph.js';
import { isRequired } from './check-branches.js';
import type { CheckedScope } from './checked-scope.js';

/** Edges that are looked at in all, so that no definition is slow to check. */
const maxVisits = 1_000_000;

/** Tells which steps of a scope must have arrived for another to run. */
export class SureSteps {
  readonly #positions: ReadonlyMap<string, number>;
  readonly #known = new Map<string, ReadonlySet<string>>();
  #visits = 0;

  constructor(private readonly scope: CheckedScope) {
    this.#positions = stepPositions(scope.steps);
  }

  /** True once so much was looked at that no more should be asked. */
  get isTired(): boolean {
    return this.#visits > maxVisits;
  }

  before(stepId: string): ReadonlySet<string> {
    const known = this.#known.get(stepId);
    if (known !== undefined) return known;
    const start = this.#positions.get(stepId);
    const seen = new Set(start === undefined ? [] : [start]);
    for (const index of seen) for (const before of this.#required(index)) seen.add(before);
    const sure = new Set([...seen].map((index) => (this.scope.steps[index] as Step).id));
    sure.delete(stepId);
    this.#known.set(stepId, sure);
    return sure;
  }

  #required(index: number): number[] {
    const { steps, graph } = this.scope;
    if ((steps[index] as Step).dependsOn.onDead === 'run') return [];
    const edges = [...(graph.dependencies[index] as ReadonlyMap<number, unknown>).keys()];
    this.#visits += edges.length;
    return edges.filter((before) => isRequired(steps, index, before));
  }
}
