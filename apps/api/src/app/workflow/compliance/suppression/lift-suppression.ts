import { z } from 'zod';
import { loadScript, type ScriptRunner } from '../../state/script.js';
import type { ComplianceKeys } from '../compliance-keys.js';
import { sourcesOfTheirOwn, suppressionSources } from './suppress.js';

/** Longer than any delivery of an older opt-out can take to come. */
const optInRememberedMs = 30 * 24 * 60 * 60 * 1000;

const script = loadScript(new URL('./lift-suppression.lua', import.meta.url), 3);

/**
 * Atomic. `optIn` takes off what the person's own words or provider set, `operator` everything. Gives the number of
 * reasons taken off; one that is later than `at` stands.
 */
export async function liftSuppression(
  redis: ScriptRunner,
  keys: ComplianceKeys,
  teamId: string,
  number: string,
  lift: { readonly by: 'optIn' | 'operator'; readonly at: number },
): Promise<number> {
  const sources = lift.by === 'optIn' ? sourcesOfTheirOwn : suppressionSources;
  const reply = await script.run(
    redis,
    [keys.suppression(teamId, number), keys.optedIn(teamId, number), keys.suppressed(teamId)],
    [lift.at, number, lift.by === 'optIn' ? optInRememberedMs : '', ...sources],
  );
  return z.number().int().parse(reply);
}
