import type { ProblemCode } from '../check/problem.js';

/** Thrown inside this folder where reading cannot go on; `readSource` turns it into a problem. */
export class SourceRefusal extends Error {
  constructor(
    readonly code: ProblemCode,
    message: string,
    readonly offset: number,
  ) {
    super(message);
  }
}
