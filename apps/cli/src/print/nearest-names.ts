import { nearestName } from '@workflow/core';

const most = 5;

/** Known names for a hint about one that is not: the likeliest first, five at most, then how many more there are. */
export function nearestNames(name: string, known: readonly string[]): string {
  const shown = nearestFirst(name, known).slice(0, most).join(', ');
  return known.length > most ? `${shown} and ${known.length - most} more` : shown;
}

function nearestFirst(name: string, known: readonly string[]): string[] {
  const left = new Set(known);
  const near: string[] = [];
  while (near.length < most) {
    const next = nearestName(name, left);
    if (next === undefined) break;
    near.push(next);
    left.delete(next);
  }
  // A name that was cut short is far away by the count of slips.
  const longer = [...left].filter((each) => each.toLowerCase().includes(name.toLowerCase()));
  return [...new Set([...near, ...longer, ...left])];
}
