import type { CheckedScope } from './checked-scope.js';
import type { Findings } from './findings.js';
import { didYouMean, NameHints } from './name-hints.js';

/** The ids that steps of one scope may name as dependencies, targets, fallbacks and the like: those of the scope itself. */
export class ScopeNames {
  readonly #known: ReadonlySet<string>;
  readonly #hints: NameHints;

  /** @param homes for each step of the definition the id of the container that it stands in */
  constructor(
    private readonly scope: CheckedScope,
    private readonly homes: ReadonlyMap<string, string | undefined>,
    private readonly findings: Findings,
  ) {
    this.#known = new Set(scope.steps.map(({ id }) => id));
    this.#hints = new NameHints(this.#known);
  }

  has(stepId: string): boolean {
    return this.#known.has(stepId);
  }

  /** Refuses an id at `path` that is not of the scope, and says where it stands if it is another's. */
  demand(stepId: string, path: string): void {
    if (this.#known.has(stepId)) return;
    const around = this.#inwardsOf(stepId);
    if (around !== undefined) {
      const where = around === stepId ? 'is what it stands in' : `stands outside \`${around}\``;
      const message = `\`${stepId}\` ${where}: steps inside may read outer ones, for which \`${around}\` waits, but name only each other.`;
      this.findings.refuse('UNKNOWN_STEP', path, message);
      return;
    }
    const home = this.homes.get(stepId);
    const hint = home !== undefined && this.#known.has(home) ? home : this.#hints.nearest(stepId);
    const message =
      home === undefined
        ? `There is no step \`${stepId}\`${didYouMean(hint)}`
        : `\`${stepId}\` stands inside \`${home}\`: only steps beside it in there can name it${didYouMean(hint)}`;
    this.findings.refuse('UNKNOWN_STEP', path, message, hint);
  }

  /** The container around this scope that stands beside a step of an outer one, or is that step. */
  #inwardsOf(stepId: string): string | undefined {
    if (!this.homes.has(stepId)) return undefined;
    // Ids given twice may seem to stand inside each other.
    const around = new Set<string>();
    for (
      let inner = this.scope.container?.id;
      inner !== undefined && !around.has(inner);
      inner = this.homes.get(inner)
    ) {
      if (this.homes.get(inner) === this.homes.get(stepId)) return inner;
      around.add(inner);
    }
    return undefined;
  }
}
