/**
 * Where the `}}` of a hole stands, whose inside begins at `from`; undefined when there is none. A quote hides what is
 * in it, and a backslash in a quote hides the next character, as in the expression itself.
 */
export function endOfHole(text: string, from: number): number | undefined {
  let quote = '';
  for (let at = from; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (quote !== '') {
      if (char === '\\') at += 1;
      else if (char === quote) quote = '';
    } else if (char === "'" || char === '"') {
      quote = char;
    } else if (char === '}' && text.charAt(at + 1) === '}') {
      return at;
    }
  }
  return undefined;
}
