import type { Locate } from '../source/source.js';
import type { Problem, ProblemCode } from './problem.js';

/** Problems whose place in a text is the key: the value may be right, or not there at all. */
const keyCodes: ReadonlySet<ProblemCode> = new Set([
  'UNKNOWN_FIELD',
  'CONFLICTING_FIELDS',
  'FORBIDDEN_KEY',
  'NOT_BUILT',
]);

/** Gathers what the checks find, with the paths of the document as written. */
export class Findings {
  private readonly problems: Problem[] = [];
  private readonly warnings: Problem[] = [];
  private readonly refusedPaths = new Set<string>();

  constructor(
    private readonly writtenPath: (normalPath: string) => string,
    private readonly locate: Locate | undefined,
  ) {}

  get hasProblems(): boolean {
    return this.problems.length > 0;
  }

  /** Adds a problem of shape, which has a path of the document as written. */
  addShape(problem: Problem): void {
    this.problems.push(this.located(problem));
    this.refusedPaths.add(problem.path);
  }

  /**
   * Refuses what stands at a place of the normal form. Where the shape was refused nothing more is said: a default
   * stands there now, and what is wrong with that is nobody's fault.
   */
  refuse(code: ProblemCode, path: string, message: string, hint?: string): void {
    const problem = this.placed(code, path, message, hint);
    if (!this.isRefused(problem.path)) this.problems.push(problem);
  }

  warn(code: ProblemCode, path: string, message: string, hint?: string): void {
    this.warnings.push(this.placed(code, path, message, hint));
  }

  /** In the order of the text, where there is one. */
  sorted(): { problems: Problem[]; warnings: Problem[] } {
    return { problems: this.problems.toSorted(byLocation), warnings: this.warnings.toSorted(byLocation) };
  }

  private isRefused(path: string): boolean {
    for (let above = path; above !== ''; above = above.slice(0, above.lastIndexOf('/'))) {
      if (this.refusedPaths.has(above)) return true;
    }
    return false;
  }

  private placed(code: ProblemCode, path: string, message: string, hint: string | undefined): Problem {
    return this.located({ path: this.writtenPath(path), code, message, ...(hint === undefined ? {} : { hint }) });
  }

  private located(problem: Problem): Problem {
    return { ...problem, ...this.locate?.(problem.path, keyCodes.has(problem.code) ? 'key' : 'value') };
  }
}

function byLocation(left: Problem, right: Problem): number {
  return (left.line ?? 0) - (right.line ?? 0) || (left.column ?? 0) - (right.column ?? 0);
}
