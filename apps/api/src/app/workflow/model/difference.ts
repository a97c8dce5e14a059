/** The rules and Redis have come to different things. */
export class Difference extends Error {
  override readonly name = 'Difference';

  constructor(after: string, expected: string, found: string) {
    super(`${after}\n--- by the rules\n${expected}\n--- on Redis\n${found}`);
  }
}

/** @throws Difference unless both texts are the same; a text is cheaper to compare than what it tells of */
export function demandSame(after: string, expected: string, found: string): void {
  if (expected !== found) throw new Difference(after, expected, found);
}
