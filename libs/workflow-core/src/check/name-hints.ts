import { nearestName } from '../expression/nearest-name.js';

const maxHints = 100;

/** Nearest names for a document's unknown ones; after the first hundred it stops looking, so that no list is slow. */
export class NameHints {
  private given = 0;

  /** @param known the names to look among, where `nearest` is given no others */
  constructor(private readonly known: Iterable<string> = []) {}

  nearest(name: string, known: Iterable<string> = this.known): string | undefined {
    this.given += 1;
    return this.given > maxHints ? undefined : nearestName(name, known);
  }
}

/** The end of a sentence about an unknown name: the question when there is a hint, else a full stop. */
export function didYouMean(hint: string | undefined): string {
  return hint === undefined ? '.' : `: did you mean \`${hint}\`?`;
}
