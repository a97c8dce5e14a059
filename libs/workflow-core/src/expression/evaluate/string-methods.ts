import { limits } from '../limits.js';
import type { MethodName } from '../parse/tree.js';
import type { Evaluation } from './evaluation.js';
import { findText } from './find-text.js';
import type { Primitive, Visible } from './visible.js';

type StringMethod = (text: string, parameters: readonly Primitive[], evaluation: Evaluation) => Visible;

/** What can be called on a string. The parameters were counted by the caller; each method counts what else it touches. */
export const stringMethods: ReadonlyMap<MethodName, StringMethod> = new Map<MethodName, StringMethod>([
  ['includes', (text, parameters, evaluation) => indexOf(text, parameters, evaluation) !== -1],
  ['indexOf', indexOf],
  ['startsWith', (text, [wanted, from]) => text.startsWith(String(wanted), number(from))],
  ['endsWith', (text, [wanted, end]) => text.endsWith(String(wanted), number(end))],
  [
    'slice',
    (text, [start, end], evaluation) => {
      const part = text.slice(number(start), number(end));
      evaluation.touch(part.length);
      return part;
    },
  ],
  ['trim', whole((text) => text.trim())],
  ['toLowerCase', whole((text) => text.toLowerCase())],
  ['toUpperCase', whole((text) => text.toUpperCase())],
  ['split', split],
]);

function whole(change: (text: string) => string): StringMethod {
  return (text, _parameters, evaluation) => {
    evaluation.touch(text.length);
    const changed = change(text);
    // Some characters become up to three in the other case.
    evaluation.touch(changed.length);
    return changed;
  };
}

function indexOf(text: string, [wanted, from]: readonly Primitive[], evaluation: Evaluation): number {
  const searched = String(wanted);
  evaluation.touch(text.length);
  const start = Math.min(Math.max(Math.trunc(Number(from)) || 0, 0), text.length);
  return searched === '' ? start : findText(text, searched, start);
}

function split(text: string, [separator, limit]: readonly Primitive[], evaluation: Evaluation): string[] {
  const most = limit === undefined ? limits.splitItems + 1 : Math.min(Number(limit) >>> 0, limits.splitItems + 1);
  evaluation.touch(text.length);
  const parts = separator === undefined ? [text].slice(0, most) : cut(text, String(separator), most);
  if (parts.length > limits.splitItems) {
    throw evaluation.fail('EXPR_LIMIT', `split would give more than ${limits.splitItems} items`);
  }
  evaluation.touch(parts.length * 8);
  return parts;
}

function cut(text: string, separator: string, most: number): string[] {
  if (separator === '') return text.split('', most);
  const parts: string[] = [];
  for (let from = 0; parts.length < most;) {
    const at = findText(text, separator, from);
    parts.push(text.slice(from, at === -1 ? text.length : at));
    if (at === -1) break;
    from = at + separator.length;
  }
  return parts;
}

/** A position as the methods of JavaScript take it: absent stays absent, any other primitive is a number. */
const number = (value: Primitive): number | undefined => (value === undefined ? undefined : Number(value));
