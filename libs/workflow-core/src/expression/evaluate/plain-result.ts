import { limits } from '../limits.js';
import { setOwn } from '../set-own.js';
import type { Evaluation } from './evaluation.js';
import { jsonBytes } from './json-bytes.js';
import { isArray, isPrimitive, ownValue, type PlainArray, type PlainRecord, type Visible } from './visible.js';

/**
 * The result of an evaluation as it is given away: measured, and holding only what the language sees. Members that are
 * undefined are left out; in an array they become `gap`. Data that is plain already is given as it is: copying a large
 * result costs several times more than all else together.
 *
 * @throws ExpressionError EXPR_LIMIT beyond 1 MiB of JSON, or nested too deep to be JSON at all
 */
export function plainResult(value: Visible, gap: null | undefined, evaluation: Evaluation): Visible {
  return new Result(gap, evaluation).of(value, 0);
}

class Result {
  readonly #gap: null | undefined;
  readonly #evaluation: Evaluation;
  #left: number = limits.resultBytes;

  constructor(gap: null | undefined, evaluation: Evaluation) {
    this.#gap = gap;
    this.#evaluation = evaluation;
  }

  of(value: Visible, depth: number): Visible {
    this.#evaluation.touch(typeof value === 'string' ? 8 + value.length : 8);
    if (isPrimitive(value)) {
      this.#give(jsonBytes(value));
      return value;
    }
    if (depth === limits.dataDepth) {
      throw this.#evaluation.fail('EXPR_LIMIT', `the result is nested deeper than ${limits.dataDepth} levels`);
    }
    this.#give(2);
    return isArray(value) ? this.#list(value, depth + 1) : this.#record(value, depth + 1);
  }

  #list(list: PlainArray, depth: number): Visible {
    this.#give(Math.max(list.length - 1, 0));
    let copy: unknown[] | undefined = writesItself(list) ? [] : undefined;
    for (let index = 0; index < list.length; index += 1) {
      const seen = ownValue(list, index);
      const given = this.of(seen, depth);
      if (isOther(seen, given)) copy ??= Array.from({ length: index }, (_, before) => list[before]);
      copy?.push(given === undefined ? this.#gap : given);
    }
    return copy ?? list;
  }

  #record(record: PlainRecord, depth: number): Visible {
    const keys = Object.keys(record);
    let copy: Record<string, unknown> | undefined = writesItself(record) ? {} : undefined;
    let between = 1;
    for (const [index, key] of keys.entries()) {
      const seen = ownValue(record, key);
      const given = seen === undefined ? undefined : this.of(seen, depth);
      if (isOther(seen, given)) copy ??= pick(record, keys.slice(0, index));
      if (given === undefined) continue;
      this.#evaluation.touch(key.length);
      this.#give(jsonBytes(key) + between);
      between = 2;
      if (copy !== undefined) setOwn(copy, key, given);
    }
    return copy ?? record;
  }

  #give(bytes: number): void {
    this.#left -= bytes;
    if (this.#left < 0) {
      throw this.#evaluation.fail('EXPR_LIMIT', `the result is larger than ${limits.resultBytes} bytes`);
    }
  }
}

/** Whether a member cannot stay as it is; NaN can. */
const isOther = (seen: Visible, given: Visible): boolean => seen === undefined || !Object.is(seen, given);

/** `JSON.stringify` would call an own `toJSON`, and it need not be enumerable. */
const writesItself = (value: object): boolean => Object.hasOwn(value, 'toJSON');

function pick(record: PlainRecord, keys: readonly string[]): Record<string, unknown> {
  const picked: Record<string, unknown> = {};
  for (const key of keys) setOwn(picked, key, record[key]);
  return picked;
}
