import type { CheckedScope } from './checked-scope.js';
import type { Findings } from './findings.js';
import { didYouMean, NameHints } from './name-hints.js';

/** The ids that steps of one scope may name as dependencies, targets, fallbacks and the like: those of the scope itself. */
export class ScopeNames {
  readonly #known: ReadonlySet<string>;
  readonly #hints: NameHints;

  /** @param homes for each step inside a container the id of that container */
  constructor(
    scope: CheckedScope,
    private readonly homes: ReadonlyMap<string, string>,
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
    const home = this.homes.get(stepId);
    const hint = home !== undefined && this.#known.has(home) ? home : this.#hints.nearest(stepId);
    const message =
      home === undefined
        ? `There is no step \`${stepId}\`${didYouMean(hint)}`
        : `\`${stepId}\` stands inside \`${home}\`: only steps beside it in there can name it${didYouMean(hint)}`;
    this.findings.refuse('UNKNOWN_STEP', path, message, hint);
  }
}
