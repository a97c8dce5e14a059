import type { WorkflowDefinition } from '../definition/definition.js';
import { inputMismatch } from '../definition/input-mismatch.js';
import { pointerTo } from '../definition/json-pointer.js';
import type { Json, JsonObject } from '../definition/json.js';
import { plainJson } from '../definition/reading/plain-json.js';
import { isJsonObject } from '../definition/reading/schemas.js';
import { showValue } from '../definition/reading/show-value.js';
import type { Problem } from './problem.js';

/** A trigger that fits, with defaults in place, or a problem for each field that does not. */
export type CheckedTrigger =
  | { readonly ok: true; readonly trigger: JsonObject }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * Checks what a start brings against the inputs that the workflow declares. Inputs that are not declared are kept;
 * nothing is converted. Without a trigger, only defaults can stand. Never throws.
 */
export function checkTrigger(definition: Pick<WorkflowDefinition, 'inputs'>, trigger: unknown): CheckedTrigger {
  const plain = plainJson(trigger ?? {});
  const problems = [...plain.problems];
  const { value } = plain;
  if (value === undefined || !isJsonObject(value)) {
    if (problems.length === 0)
      problems.push({ path: '', code: 'INVALID_VALUE', message: 'The trigger must be an object.' });
    return { ok: false, problems };
  }
  const given: Record<string, Json> = { ...value };
  for (const { name, type, required, default: fallback } of definition.inputs) {
    const path = pointerTo('', name);
    const found = Object.hasOwn(given, name) ? given[name] : undefined;
    if (found === undefined) {
      if (fallback !== undefined) given[name] = fallback;
      else if (required) problems.push({ path, code: 'MISSING_FIELD', message: `The input \`${name}\` is required.` });
      continue;
    }
    const wanted = inputMismatch(type, found);
    if (wanted === undefined) continue;
    problems.push({
      path,
      code: 'INVALID_VALUE',
      message: `The input \`${name}\` must be ${wanted}; found ${showValue(found)}.`,
    });
  }
  return problems.length === 0 ? { ok: true, trigger: given } : { ok: false, problems };
}
