import { setOwn } from '../expression/set-own.js';

/**
 * A copy of JSON in which each leaf is what `leaf` makes of it; `pointer` is its JSON Pointer. A leaf that becomes
 * undefined leaves its key out; in an array it becomes null. Keys are data: `__proto__` is a key like any other.
 */
export function mapJson(value: unknown, leaf: (value: unknown, pointer: string) => unknown, pointer = ''): unknown {
  if (Array.isArray(value)) {
    return value.map((item, index) => mapJson(item, leaf, `${pointer}/${index}`) ?? null);
  }
  if (typeof value !== 'object' || value === null) return leaf(value, pointer);
  const copy: Record<string, unknown> = {};
  for (const [key, member] of Object.entries(value)) {
    const mapped = mapJson(member, leaf, `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`);
    if (mapped !== undefined) setOwn(copy, key, mapped);
  }
  return copy;
}

/** Whether a value nests further than so many levels; a value that holds itself does. */
export function isDeeperThan(levels: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((member) => isDeeperThan(levels - 1, member));
}
