import type { ErrorDetail } from '@workflow/contract';
import type { z } from 'zod';
import { escapePointer } from '../body/parse-json.js';

/**
 * What zod found, as the details of an answer: one line for each field, unknown ones by their own name. Where `schema` takes
 * a payload, an unknown field beside it was most likely meant to stand inside.
 */
export function detailsOf(
  error: z.ZodError,
  value: unknown,
  place: 'body' | 'params' | 'query' | 'header',
  schema: z.ZodType,
): ErrorDetail[] {
  const takesPayload = 'shape' in schema && typeof schema.shape === 'object' && 'payload' in (schema.shape ?? {});
  return error.issues.flatMap((issue): ErrorDetail[] => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        path: pathOf([...issue.path, key], place),
        code: 'UNKNOWN_FIELD',
        message: `'${key.slice(0, 100)}' is not a field of this request.`,
        ...(takesPayload && issue.path.length === 0 && { hint: 'put it under `payload`' }),
      }));
    }
    const isMissing = issue.code === 'invalid_type' && valueAt(value, issue.path) === undefined;
    return [
      {
        path: pathOf(issue.path, place),
        code: isMissing ? 'MISSING_FIELD' : 'INVALID_VALUE',
        message: issue.message.slice(0, 500),
      },
    ];
  });
}

function pathOf(path: readonly PropertyKey[], place: string): string {
  const parts = path.map((part) => escapePointer(String(part)));
  return place === 'body' ? parts.map((part) => `/${part}`).join('') : [place, ...parts].join('.');
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? (at as Record<PropertyKey, unknown>)[key] : undefined),
    value,
  );
}
