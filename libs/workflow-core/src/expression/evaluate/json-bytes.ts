import { limits } from '../limits.js';
import type { Primitive } from './visible.js';

/**
 * How many bytes a primitive takes as JSON in UTF-8; undefined counts as the null that it becomes. Of a text that is
 * longer than any result may be, the length is answer enough.
 */
export function jsonBytes(value: Primitive): number {
  if (typeof value === 'string') return value.length > limits.resultBytes ? value.length : textBytes(value);
  return typeof value === 'number' && Number.isFinite(value) ? String(value).length : value === false ? 5 : 4;
}

function textBytes(text: string): number {
  let bytes = 2;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit < 0x80) bytes += asciiBytes(unit);
    else if (unit < 0x800) bytes += 2;
    else if (unit < 0xd800 || unit > 0xdfff) bytes += 3;
    // Both halves of a pair take four bytes together; a half alone is written as \udxxx.
    else if (isPair(text, at)) bytes += 2;
    else bytes += 6;
  }
  return bytes;
}

function asciiBytes(unit: number): number {
  if (unit === 0x22 || unit === 0x5c) return 2;
  if (unit >= 0x20) return 1;
  return unit >= 0x08 && unit <= 0x0d && unit !== 0x0b ? 2 : 6;
}

function isPair(text: string, at: number): boolean {
  const isHigh = text.charCodeAt(at) < 0xdc00;
  const other = text.charCodeAt(isHigh ? at + 1 : at - 1);
  return isHigh ? other >= 0xdc00 && other <= 0xdfff : other >= 0xd800 && other < 0xdc00;
}
