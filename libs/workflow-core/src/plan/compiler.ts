import type { Json } from '../definition/json.js';
import type { Expression, ExpressionRoot, StepRead } from '../expression/expression.js';
import { parseCondition } from '../expression/parse-condition.js';
import { compileValue } from '../template/compile-value.js';
import type { CompiledValue, ValueRefusal } from '../template/compiled-value.js';

/** A read of a step by the template or expression at `path`, a pointer into the normal form. */
export interface PlacedRead extends StepRead {
  readonly path: string;
  readonly expression: string;
}

export const stepRoots: readonly ExpressionRoot[] = ['steps', 'trigger', 'team'];
export const nothing: CompiledValue = { value: null, templates: new Map(), stepReads: [], isStatic: true };

/**
 * Parses the templates and expressions of one definition. Whatever reads a step is noted in the list that it is given:
 * those of a step's edges, or `looks` for reads that make no edge. What is refused is empty and stands in `refusals`.
 */
export class Compiler {
  readonly refusals: ValueRefusal[] = [];
  readonly looks: PlacedRead[] = [];

  value(json: Json, path: string, roots: readonly ExpressionRoot[], reads: PlacedRead[]): CompiledValue {
    const compiled = compileValue(json, { roots });
    if (compiled.ok) {
      for (const read of compiled.value.stepReads) reads.push({ ...read, path: path + read.path });
      return compiled.value;
    }
    for (const refusal of compiled.refusals) this.refusals.push({ ...refusal, path: path + refusal.path });
    return nothing;
  }

  expression(
    text: string | undefined,
    path: string,
    roots: readonly ExpressionRoot[],
    reads: PlacedRead[],
  ): Expression | undefined {
    if (text === undefined) return undefined;
    const parsed = parseCondition(text, { roots });
    if (parsed.ok) {
      for (const read of parsed.expression.stepReads) reads.push({ ...read, path, expression: parsed.expression.text });
      return parsed.expression;
    }
    // The column counts in the bare text, which may have been written in braces: so the text is shown.
    this.refusals.push({ ...parsed.refusal, path, message: `${parsed.refusal.message}, in \`${text.slice(0, 200)}\`` });
    return undefined;
  }
}
