const LONGEST_NAME = 64;
const MOST_CANDIDATES = 1_000;

/**
 * The known name that was most likely meant, or undefined when none is close. Two neighbours swapped count as one
 * slip (Damerau-Levenshtein, restricted), case counts as none. The work is bounded, so that a document full of
 * unknown names stays cheap: names beyond 64 characters have no hint, and the first 1,000 known names of about the
 * same length are looked at.
 */
export function nearestName(name: string, known: Iterable<string>): string | undefined {
  if (name.length > LONGEST_NAME) return undefined;
  const wanted = name.toLowerCase();
  let nearest: string | undefined;
  let allowed = slips(name.length);
  let looked = 0;
  for (const candidate of known) {
    if (candidate === name || Math.abs(candidate.length - name.length) > allowed) continue;
    looked += 1;
    if (looked > MOST_CANDIDATES) break;
    const distance = distanceWithin(wanted, candidate.toLowerCase(), allowed);
    if (distance === undefined) continue;
    nearest = candidate;
    if (distance === 0) break;
    allowed = distance - 1;
  }
  return nearest;
}

/** How many slips still look like the same word. */
function slips(length: number): number {
  if (length < 3) return 0;
  if (length < 5) return 1;
  return length < 9 ? 2 : 3;
}

/** The distance of two names, or undefined as soon as it is sure to exceed `most`. */
function distanceWithin(left: string, right: string, most: number): number | undefined {
  let beforeLast: number[] = [];
  let last = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= right.length; column += 1) {
      const isSame = left[row - 1] === right[column - 1];
      let cost = Math.min(at(last, column) + 1, at(current, column - 1) + 1, at(last, column - 1) + (isSame ? 0 : 1));
      const isSwap =
        row > 1 && column > 1 && left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      if (isSwap) cost = Math.min(cost, at(beforeLast, column - 2) + 1);
      current.push(cost);
    }
    if (Math.min(...current) > most) return undefined;
    beforeLast = last;
    last = current;
  }
  const distance = at(last, right.length);
  return distance > most ? undefined : distance;
}

const at = (row: readonly number[], column: number): number => row[column] as number;
