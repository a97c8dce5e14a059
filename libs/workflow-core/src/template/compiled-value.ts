import type { Json } from '../definition/json.js';
import type { StepRead } from '../expression/expression.js';
import type { Template, TemplateRefusal } from './template.js';

/** A read of a step by a template inside a value: `path` is the template's place, `expression` the text in its braces. */
export interface ValueRead extends StepRead {
  readonly path: string;
  readonly expression: string;
}

/** A refusal of one of the templates in a value; `path` is its JSON Pointer, the column counts in its text. */
export interface ValueRefusal extends TemplateRefusal {
  readonly path: string;
}

/** A JSON value whose strings are templates. Plain data: it may be kept, shared and rendered any number of times. */
export interface CompiledValue {
  readonly value: Json;
  /** The templates that have holes, by the JSON Pointer of their place. */
  readonly templates: ReadonlyMap<string, Template>;
  /** Every read of a step, each step once for each expression. */
  readonly stepReads: readonly ValueRead[];
  /** Whether no part of it has a hole. */
  readonly isStatic: boolean;
}

export type CompileResult =
  | { readonly ok: true; readonly value: CompiledValue }
  | { readonly ok: false; readonly refusals: readonly ValueRefusal[] };
