import type { Json } from '../definition/json.js';
import type { ExpressionOptions } from '../expression/expression.js';
import { limits } from '../expression/limits.js';
import type { CompiledValue, CompileResult, ValueRead, ValueRefusal } from './compiled-value.js';
import { isDeeperThan, mapJson } from './map-json.js';
import { parseTemplate } from './parse-template.js';
import type { Template } from './template.js';

/**
 * Reads every string inside a JSON value as a template; keys are not templates. Never throws: every template that is
 * refused is listed.
 */
export function compileValue(value: Json, options: ExpressionOptions): CompileResult {
  if (isDeeperThan(limits.dataDepth, value)) return { ok: false, refusals: [tooDeep] };
  const templates = new Map<string, Template>();
  const refusals: ValueRefusal[] = [];
  mapJson(value, (leaf, path) => {
    if (typeof leaf !== 'string') return leaf;
    const parsed = parseTemplate(leaf, options);
    if (!parsed.ok) refusals.push({ path, ...parsed.refusal });
    else if (!parsed.template.isStatic) templates.set(path, parsed.template);
    return leaf;
  });
  if (refusals.length > 0) return { ok: false, refusals };
  const stepReads = [...templates].flatMap(([path, template]) => readsOf(path, template));
  return { ok: true, value: { value, templates, stepReads, isStatic: templates.size === 0 } };
}

/**
 * The template text that produced the value at a JSON Pointer of a rendered value: of that place, or of the nearest
 * one above it. Undefined where the text of the definition itself stands.
 */
export function templateAt(compiled: CompiledValue, pointer: string): string | undefined {
  for (let path = pointer; ; path = path.slice(0, path.lastIndexOf('/'))) {
    const template = compiled.templates.get(path);
    if (template !== undefined) return template.text;
    if (!path.includes('/')) return undefined;
  }
}

function readsOf(path: string, template: Template): ValueRead[] {
  return template.holes.flatMap(({ expression }) =>
    expression.stepReads.map((read) => ({ ...read, path, expression: expression.text })),
  );
}

const tooDeep: ValueRefusal = {
  path: '',
  code: 'EXPR_TOO_LARGE',
  message: `a value is at most ${limits.dataDepth} levels deep`,
  column: 1,
};
