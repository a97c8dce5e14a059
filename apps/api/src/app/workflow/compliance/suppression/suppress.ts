import { z } from 'zod';
import { loadScript, type ScriptRunner } from '../../state/script.js';
import type { ComplianceKeys } from '../compliance-keys.js';

/**
 * Who asked for silence. `reply` (an opt-out word) and `provider` (the provider's own list) end when the person opts
 * in again; `person` and `import` only by a person.
 */
export const suppressionSources = ['reply', 'provider', 'person', 'import'] as const;
export type SuppressionSource = (typeof suppressionSources)[number];

/** The sources that an opt-in of the person lifts. */
export const sourcesOfTheirOwn = ['reply', 'provider'] as const satisfies readonly SuppressionSource[];

/** Why a number of a team is not contacted; `at` is milliseconds. */
export interface SuppressionRecord {
  readonly source: SuppressionSource;
  readonly reason: string;
  readonly at: number;
}

export type SuppressReply = 'recorded' | 'stood' | 'outweighed';

const script = loadScript(new URL('./suppress.lua', import.meta.url), 3);
const replies = new Map<number, SuppressReply>([
  [1, 'recorded'],
  [0, 'stood'],
  [-1, 'outweighed'],
]);

/** Atomic. A word that was written before the person opted in again, and is read after it, changes nothing. */
export async function suppress(
  redis: ScriptRunner,
  keys: ComplianceKeys,
  teamId: string,
  number: string,
  record: SuppressionRecord,
): Promise<SuppressReply> {
  const reply = await script.run(
    redis,
    [keys.suppression(teamId, number), keys.optedIn(teamId, number), keys.suppressed(teamId)],
    [
      record.source,
      record.at,
      JSON.stringify({ reason: record.reason, at: record.at }),
      number,
      isTheirOwn(record.source) ? '1' : '0',
    ],
  );
  return replies.get(z.number().parse(reply)) ?? 'stood';
}

function isTheirOwn(source: SuppressionSource): boolean {
  return sourcesOfTheirOwn.some((own) => own === source);
}
