import { depthLimit } from '@workflow/contract';
import { WorkflowError } from '@workflow/core';

/**
 * Reads JSON that came from outside.
 * @throws BAD_REQUEST for text that is no JSON, for keys that would reach a prototype, and for nesting that later code
 *   could not walk
 */
export function parseJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw refusal('', 'SYNTAX', `The body is not valid JSON: ${(cause as Error).message.slice(0, 200)}.`);
  }
  check(value);
  return value;
}

/** Walks with a list instead of calls: the depth is the client's choice. */
function check(root: unknown): void {
  const pending: { readonly value: unknown; readonly path: string; readonly depth: number }[] = [
    { value: root, path: '', depth: 1 },
  ];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { value, path, depth } = next;
    if (typeof value !== 'object' || value === null) continue;
    if (depth > depthLimit) throw refusal(path, 'TOO_DEEP', `The body is nested deeper than ${depthLimit} levels.`);
    for (const key of Object.keys(value)) {
      const child = (value as Record<string, unknown>)[key];
      if (key === '__proto__') throw forbidden(path, '__proto__');
      if (key === 'constructor' && typeof child === 'object' && child !== null && Object.hasOwn(child, 'prototype')) {
        throw forbidden(path, 'constructor.prototype');
      }
      if (typeof child === 'object' && child !== null) {
        pending.push({ value: child, path: `${path}/${escapePointer(key)}`, depth: depth + 1 });
      }
    }
  }
}

/** A key as a part of a JSON Pointer, cut to a length that an answer can carry. */
export function escapePointer(key: string): string {
  return key.slice(0, 100).replaceAll('~', '~0').replaceAll('/', '~1');
}

function forbidden(path: string, key: string): WorkflowError {
  return refusal(path, 'FORBIDDEN_KEY', `The body holds the key '${key}', which is refused.`);
}

function refusal(path: string, code: string, message: string): WorkflowError {
  return new WorkflowError('BAD_REQUEST', message, { details: [{ path: path.slice(0, 500), code, message }] });
}
