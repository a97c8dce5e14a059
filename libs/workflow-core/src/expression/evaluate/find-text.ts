/** Below this product of the lengths the engine's own search is fast however bad the texts are. */
const SMALL = 65_536;

/**
 * `text.indexOf(wanted, from)`, in linear time. The engine's own search takes the product of both lengths on texts made
 * for it ('aaa…' searched for 'aa…b…aa' takes seconds at 200,000 characters), so large searches are
 * Knuth-Morris-Pratt.
 */
export function findText(text: string, wanted: string, from: number): number {
  if (text.length * wanted.length <= SMALL || wanted.length === 1) return text.indexOf(wanted, from);
  const borders = bordersOf(wanted);
  let matched = 0;
  for (let at = from; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    while (matched > 0 && wanted.charCodeAt(matched) !== unit) matched = borders[matched - 1] as number;
    if (wanted.charCodeAt(matched) === unit) matched += 1;
    if (matched === wanted.length) return at - wanted.length + 1;
  }
  return -1;
}

/** For each prefix, the length of the longest proper prefix of it that is also its suffix. */
function bordersOf(text: string): Int32Array {
  const borders = new Int32Array(text.length);
  let matched = 0;
  for (let at = 1; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    while (matched > 0 && text.charCodeAt(matched) !== unit) matched = borders[matched - 1] as number;
    if (text.charCodeAt(matched) === unit) matched += 1;
    borders[at] = matched;
  }
  return borders;
}
