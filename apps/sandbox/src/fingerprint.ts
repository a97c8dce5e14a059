import { createHash } from 'node:crypto';

/** Lower-case hex SHA-256 of the text: the same request always gets the same answer, in any process. */
export function fingerprint(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Whole number from 0 to `below - 1`, decided by the text alone. */
export function pick(text: string, below: number): number {
  return parseInt(fingerprint(text).slice(0, 8), 16) % below;
}
