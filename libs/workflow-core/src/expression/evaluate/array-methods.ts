import type { MethodName } from '../parse/tree.js';
import type { Evaluation } from './evaluation.js';
import { isPrimitive, kindOf, ownValue, type PlainArray, type Primitive, type Visible } from './visible.js';

type ArrayMethod = (list: PlainArray, parameters: readonly Primitive[], evaluation: Evaluation) => Visible;

/**
 * What can be called on an array. The array's own methods are never used: they ask getters, species and `toString` of
 * what they meet, and these see own data alone.
 */
export const arrayMethods: ReadonlyMap<MethodName, ArrayMethod> = new Map<MethodName, ArrayMethod>([
  ['includes', (list, [wanted, from], evaluation) => find(list, wanted, from, Object.is, evaluation) !== -1],
  ['indexOf', (list, [wanted, from], evaluation) => find(list, wanted, from, (a, b) => a === b, evaluation)],
  ['slice', slice],
  ['join', join],
]);

function find(
  list: PlainArray,
  wanted: Primitive,
  from: Primitive,
  isSame: (a: unknown, b: unknown) => boolean,
  evaluation: Evaluation,
): number {
  const start = position(from, list.length, 0);
  evaluation.touch((list.length - start) * 8);
  // Object.is tells -0 from 0, which `includes` does not.
  const searched = wanted === 0 ? 0 : wanted;
  for (let index = start; index < list.length; index += 1) {
    const item = ownValue(list, index);
    if (typeof item === 'string' && typeof searched === 'string' && item.length === searched.length) {
      evaluation.touch(item.length);
    }
    if (isSame(item === 0 ? 0 : item, searched)) return index;
  }
  return -1;
}

function slice(list: PlainArray, [from, to]: readonly Primitive[], evaluation: Evaluation): PlainArray {
  const start = position(from, list.length, 0);
  const end = position(to, list.length, list.length);
  const length = Math.max(end - start, 0);
  evaluation.touch(length * 8);
  return Array.from({ length }, (_, index) => ownValue(list, start + index));
}

function join(list: PlainArray, [separator]: readonly Primitive[], evaluation: Evaluation): string {
  const between = separator === undefined ? ',' : String(separator);
  evaluation.touch(list.length * (8 + between.length));
  const parts: string[] = [];
  for (let index = 0; index < list.length; index += 1) {
    const item = ownValue(list, index);
    if (!isPrimitive(item))
      throw evaluation.fail('EXPR_TYPE', `join does not take an array that holds ${kindOf(item)}`);
    const part = item === null || item === undefined ? '' : String(item);
    evaluation.touch(part.length);
    parts.push(part);
  }
  return parts.join(between);
}

/** A position as the methods of JavaScript take it: negative counts from the end, and it stays inside the array. */
function position(value: Primitive, length: number, absent: number): number {
  if (value === undefined) return absent;
  const wanted = Math.trunc(Number(value)) || 0;
  return wanted < 0 ? Math.max(length + wanted, 0) : Math.min(wanted, length);
}
