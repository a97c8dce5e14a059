import type { Json, JsonObject } from '@workflow/core';

/** A signed body that cannot be used; `status` is what the caller is told. */
export class UnusableBody extends Error {
  constructor(
    readonly status: 400 | 422,
    message: string,
  ) {
    super(message);
  }
}

const deepest = 64;

/** A JSON object from its bytes. @throws UnusableBody */
export function readJson(raw: Buffer): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(raw));
  } catch {
    throw new UnusableBody(400, 'The body is not JSON in UTF-8.');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new UnusableBody(422, 'The body is not a JSON object.');
  }
  refuseTraps(value as JsonObject);
  return value as JsonObject;
}

/** A form from its bytes: a repeated field is a list. Names are taken as they are. @throws UnusableBody */
export function readForm(raw: Buffer): Record<string, string | string[]> {
  const form: Record<string, string | string[]> = Object.create(null) as Record<string, string | string[]>;
  for (const [name, value] of new URLSearchParams(raw.toString('utf8'))) {
    const known = form[name];
    form[name] = known === undefined ? value : [...(Array.isArray(known) ? known : [known]), value];
  }
  return form;
}

/** Walks with a list: the depth is the sender's choice. */
function refuseTraps(root: JsonObject): void {
  const pending: { value: Json; depth: number }[] = [{ value: root, depth: 1 }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { value, depth } = next;
    if (typeof value !== 'object' || value === null) continue;
    if (depth > deepest) throw new UnusableBody(400, `The body is nested deeper than ${deepest} levels.`);
    for (const [key, child] of Object.entries(value)) {
      const isTrap = key === '__proto__' || (key === 'constructor' && typeof child === 'object' && child !== null);
      if (isTrap) throw new UnusableBody(400, `The body has the key '${key}'.`);
      pending.push({ value: child, depth: depth + 1 });
    }
  }
}
