import { createHash, randomBytes } from 'node:crypto';
import { monotonicFactory } from 'ulid';

/** Random bytes, drawn by the page: one by one they cost more than the rest of an id. */
let pool = randomBytes(4_096);
let used = 0;

function nextRandom(): number {
  if (used === pool.length) {
    pool = randomBytes(pool.length);
    used = 0;
  }
  used += 1;
  return (pool[used - 1] ?? 0) / 256;
}

const ulid = monotonicFactory(nextRandom);

/** Crockford's base 32, as ULIDs use it. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A new run id: it carries its shard, so that the number of shards may grow. */
export function newRunId(shard: number): string {
  return `wr_${shard}-${ulid()}`;
}

/**
 * The id of a run that is started under an idempotency key: derived from it, so that "does it exist?" is the start
 * itself.
 */
export function derivedRunId(shard: number, teamId: string, workflowId: string, key: string): string {
  return hashedRunId(shard, [teamId, workflowId, key]);
}

/** The id of the child run that an attempt of a step starts: its parent knows it before it exists. */
export function childRunId(
  shard: number,
  teamId: string,
  parentRunId: string,
  stepId: string,
  attempt: number,
): string {
  return hashedRunId(shard, [teamId, parentRunId, stepId, 'attempt', attempt]);
}

/** 130 bits of a hash. */
function hashedRunId(shard: number, names: readonly (string | number)[]): string {
  const hash = createHash('sha256').update(JSON.stringify(names)).digest();
  let bits = BigInt(`0x${hash.subarray(0, 17).toString('hex')}`);
  let text = '';
  for (let place = 0; place < 26; place += 1) {
    text += alphabet[Number(bits & 31n)] ?? '';
    bits >>= 5n;
  }
  return `wr_${shard}-${text}`;
}

/** True for a text that could be the id of a run: anything else is never looked up. */
export function isRunId(text: string): boolean {
  return /^wr_\d{1,4}-[0-9A-HJKMNP-TV-Z]{26}$/.test(text);
}
