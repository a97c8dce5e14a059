import { forbiddenNames } from '../forbidden-names.js';

export type Primitive = string | number | boolean | null | undefined;
export type PlainArray = readonly unknown[];
export type PlainRecord = Readonly<Record<string, unknown>>;
/** What an expression can hold. What stands inside an array or a record is looked at only when it is read. */
export type Visible = Primitive | PlainArray | PlainRecord;

/** A value as the language sees it: functions, symbols, big integers and instances of any class are undefined. */
export function visible(value: unknown): Visible {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
      return value;
    case 'object':
      return value === null || isPlain(value) ? (value as Visible) : undefined;
    default:
      return undefined;
  }
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return Array.isArray(value) ? prototype === Array.prototype : prototype === Object.prototype || prototype === null;
}

export function isPrimitive(value: Visible): value is Primitive {
  return typeof value !== 'object' || value === null;
}

export function isArray(value: Visible): value is PlainArray {
  return Array.isArray(value);
}

/** What an error message says about a value that is not a primitive. */
export const kindOf = (value: PlainArray | PlainRecord): string => (isArray(value) ? 'an array' : 'an object');

/**
 * Gives the getter of an accessor and undefined for data. A descriptor tells the same, but making one for each item
 * costs a large array some ten times more.
 */
const getterOf = Reflect.get(Object.prototype, '__lookupGetter__') as (this: object, key: string | number) => unknown;

/** An own data property, undefined for anything else: getters are not called, prototypes not asked. */
export function ownValue(holder: object, key: string | number): Visible {
  if (!Object.hasOwn(holder, key) || getterOf.call(holder, key) !== undefined) return undefined;
  return visible((holder as Record<string | number, unknown>)[key]);
}

/** A member by name; total, so undefined where there is none. */
export function readMember(value: Visible, name: string): Visible {
  if (value === null || value === undefined || forbiddenNames.has(name)) return undefined;
  // A boxed string has its length and its characters as own data properties; a boxed number or boolean has none.
  return ownValue(Object(value) as object, name);
}

/** A member by computed key: a string, or a number that can be an index. Any other key names nothing. */
export function readItem(value: Visible, key: Visible): Visible {
  if (typeof key === 'string') return readMember(value, key);
  if (typeof key === 'number' && Number.isInteger(key) && key >= 0) return readMember(value, String(key));
  return undefined;
}
