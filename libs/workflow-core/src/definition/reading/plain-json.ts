import type { Problem } from '../../check/problem.js';
import { forbiddenKeys, maxDepth, maxValues } from '../json-limits.js';
import { pointerTo } from '../json-pointer.js';
import type { Json } from '../json.js';

/** Plain data made of any value, and what had to be left out of it. */
export interface PlainJson {
  /** Undefined when the whole could not be taken. */
  readonly value: Json | undefined;
  readonly problems: readonly Problem[];
}

/**
 * Copies what is JSON in a value of a program: members that are undefined are left out, as `JSON.stringify` does;
 * functions, instances, getters, numbers that are not finite and keys that reach a prototype are refused. Nothing of
 * the caller is called or kept.
 */
export function plainJson(value: unknown): PlainJson {
  const copy = new PlainCopy();
  const result = copy.take(value, '', 0);
  return { value: copy.isTooLarge ? undefined : result, problems: copy.problems };
}

class PlainCopy {
  readonly problems: Problem[] = [];
  isTooLarge = false;
  private values = 0;

  take(value: unknown, path: string, depth: number): Json | undefined {
    if (this.isTooLarge) return undefined;
    this.values += 1;
    if (depth > maxDepth || this.values > maxValues) {
      this.isTooLarge = true;
      const limit =
        depth > maxDepth ? `is nested deeper than ${maxDepth} levels` : `holds more than ${maxValues} values`;
      return this.refuse('TOO_LARGE', path, `The document ${limit}.`);
    }
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
    if (typeof value === 'number') return this.takeNumber(value, path);
    if (typeof value !== 'object')
      return this.refuse('INVALID_VALUE', path, `A value of the type ${typeof value} is not plain data.`);
    if (Array.isArray(value)) return this.takeList(value, path, depth);
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype === Object.prototype || prototype === null) return this.takeObject(value, path, depth);
    return this.refuse('INVALID_VALUE', path, 'An instance of a class is not plain data.');
  }

  private takeNumber(value: number, path: string): Json | undefined {
    return Number.isFinite(value) ? value : this.refuse('INVALID_VALUE', path, `${value} is not a JSON number.`);
  }

  private takeList(list: readonly unknown[], path: string, depth: number): Json {
    return Array.from(list, (item, index) => this.take(item, pointerTo(path, index), depth + 1) ?? null);
  }

  private takeObject(object: object, path: string, depth: number): Json {
    const copy: Record<string, Json> = {};
    for (const key of Object.keys(object)) {
      const place = pointerTo(path, key);
      const member = Object.getOwnPropertyDescriptor(object, key) as PropertyDescriptor;
      if (forbiddenKeys.has(key))
        this.refuse('FORBIDDEN_KEY', place, `The key \`${key}\` is refused wherever it stands.`);
      else if (member.get !== undefined || member.set !== undefined)
        this.refuse('INVALID_VALUE', place, 'A getter is not plain data.');
      else if (member.value !== undefined) {
        const value = this.take(member.value, place, depth + 1);
        if (value !== undefined) copy[key] = value;
      }
    }
    return copy;
  }

  private refuse(code: Problem['code'], path: string, message: string): undefined {
    this.problems.push({ path, code, message });
  }
}
