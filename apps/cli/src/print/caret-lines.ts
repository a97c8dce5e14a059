/** The line of a text that holds a 1-based column of the whole, with a caret under it. */
export function caretLines(text: string, column: number): string[] {
  const at = Math.min(Math.max(column - 1, 0), text.length);
  const start = text.lastIndexOf('\n', at - 1) + 1;
  const end = text.indexOf('\n', at);
  // Characters of no width, or of more than one, would move the caret away from its place.
  const line = text.slice(start, end === -1 ? text.length : end).replaceAll(/\p{C}|\t/gu, ' ');
  return [line, `${' '.repeat(at - start)}^`];
}
