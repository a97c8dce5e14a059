import type { Json } from '../definition/json.js';
import type { Expression, ExpressionRoot, StepRead } from '../expression/expression.js';
import { parseCondition } from '../expression/parse-condition.js';
import { compileValue } from '../template/compile-value.js';
import type { CompiledValue, ValueRefusal } from '../template/compiled-value.js';

/** A read of a step by the template or expression at `path`, a pointer into the normal form. */
export interface PlacedRead extends StepRead {
  readonly path: string;
  readonly expression: string;
  /** Where the ids are looked up. */
  readonly names: StepNames;
}

/** The steps that an expression may name: those of its own scope, and those of the scopes around it. */
export interface StepNames {
  readonly own: ReadonlySet<string>;
  readonly outer?: StepNames;
}

/** What a place of the definition lets its expressions read. */
export interface Place {
  readonly roots: readonly ExpressionRoot[];
  readonly names: StepNames;
}

export const stepRoots: readonly ExpressionRoot[] = ['steps', 'trigger', 'team'];

/** The same place, with other roots beside its own. */
export function withRoots({ roots, names }: Place, ...more: readonly ExpressionRoot[]): Place {
  return { roots: [...new Set([...roots, ...more])], names };
}

/** True where a step of this id can be named. */
export function isNamed({ own, outer }: StepNames, stepId: string): boolean {
  return own.has(stepId) || (outer !== undefined && isNamed(outer, stepId));
}
export const nothing: CompiledValue = { value: null, templates: new Map(), stepReads: [], isStatic: true };

/**
 * Parses the templates and expressions of one definition. Whatever reads a step is noted in the list that it is given:
 * those of a step's edges, or `looks` for reads that make no edge. What is refused is empty and stands in `refusals`.
 */
export class Compiler {
  readonly refusals: ValueRefusal[] = [];
  readonly looks: PlacedRead[] = [];

  value(json: Json, path: string, { roots, names }: Place, reads: PlacedRead[]): CompiledValue {
    const compiled = compileValue(json, { roots });
    if (compiled.ok) {
      for (const read of compiled.value.stepReads) reads.push({ ...read, path: path + read.path, names });
      return compiled.value;
    }
    for (const refusal of compiled.refusals) this.refusals.push({ ...refusal, path: path + refusal.path });
    return nothing;
  }

  expression(
    text: string | undefined,
    path: string,
    { roots, names }: Place,
    reads: PlacedRead[],
  ): Expression | undefined {
    if (text === undefined) return undefined;
    const parsed = parseCondition(text, { roots });
    if (parsed.ok) {
      for (const read of parsed.expression.stepReads) {
        reads.push({ ...read, path, expression: parsed.expression.text, names });
      }
      return parsed.expression;
    }
    // The column counts in the bare text, which may have been written in braces: so the text is shown.
    this.refusals.push({ ...parsed.refusal, path, message: `${parsed.refusal.message}, in \`${text.slice(0, 200)}\`` });
    return undefined;
  }
}
