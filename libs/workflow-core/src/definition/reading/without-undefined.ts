/** The object without the members that are undefined, so that equal definitions have equal members. */
export function withoutUndefined<T extends object>(object: T): T {
  const defined: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(object)) if (value !== undefined) defined[key] = value;
  return defined as T;
}
