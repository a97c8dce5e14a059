import { endOfHole } from '../../expression/end-of-hole.js';

/** A condition without its braces; text that is not one hole stays as it is, for the parser to judge. */
export function bareExpression(text: string): string {
  const trimmed = text.trim();
  if (!trimmed.startsWith('{{')) return trimmed;
  return endOfHole(trimmed, 2) === trimmed.length - 2 ? trimmed.slice(2, -2).trim() : trimmed;
}
