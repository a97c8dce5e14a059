import type { Problem, ProblemCode } from '../../check/problem.js';
import { Origins } from './origins.js';

/** A place in two spellings: in the document as written, and in the normal form that is made of it. */
export interface Place {
  readonly written: string;
  readonly normal: string;
}

/** What one pass of the normaliser gathers. */
export class Reading {
  readonly problems: Problem[] = [];
  readonly origins = new Origins();

  /** `unbuilt` has what is refused although the language has it, each with its name for messages. */
  constructor(readonly unbuilt: Readonly<Record<string, string>> = {}) {}

  refuse(code: ProblemCode, path: string, message: string, hint?: string): void {
    this.problems.push({ path, code, message, ...(hint === undefined ? {} : { hint }) });
  }

  refuseNotBuilt(path: string, feature: string): void {
    this.refuse('NOT_BUILT', path, `${feature} is not built yet.`);
  }
}
