import { z } from 'zod';
import { loadScript, type ScriptRunner } from '../../state/script.js';
import type { ComplianceKeys } from '../compliance-keys.js';
import type { DeferReason } from './gate-verdict.js';

/** How much may be sent; absent means no limit. Windows slide. */
export interface SendLimits {
  /** Sends of a team in any 60 seconds. */
  readonly perTeamPerMinute?: number;
  /** Sends of a team to one number in any 24 hours. */
  readonly toNumberPerDay?: number;
  /** Sends of a team from one of its numbers in any 24 hours. */
  readonly fromNumberPerDay?: number;
}

/** One send that asks to go; `take: false` only looks. */
export interface AllowanceRequest {
  readonly teamId: string;
  readonly to: string;
  readonly from: string;
  /** Counts once in a window, however often it asks. */
  readonly name: string;
  readonly now: number;
  readonly take: boolean;
}

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const reasons = [undefined, 'TEAM_LIMIT', 'RECIPIENT_LIMIT', 'SENDER_LIMIT'] as const satisfies readonly (
  | DeferReason
  | undefined
)[];

const script = loadScript(new URL('./take-allowance.lua', import.meta.url), 3);
const replySchema = z.union([z.tuple([z.literal(0)]), z.tuple([z.number().int().min(1).max(3), z.number()])]);

/** Atomic: taken from all windows, or from none; then it says which is full, and until when (milliseconds). */
export async function takeAllowance(
  redis: ScriptRunner,
  keys: ComplianceKeys,
  limits: SendLimits,
  request: AllowanceRequest,
): Promise<{ reason: DeferReason; untilMs: number } | undefined> {
  const { perTeamPerMinute = 0, toNumberPerDay = 0, fromNumberPerDay = 0 } = limits;
  const { teamId, to, from, name, now, take } = request;
  const reply = replySchema.parse(
    await script.run(
      redis,
      [keys.sentByTeam(teamId), keys.sentTo(teamId, to), keys.sentFrom(teamId, from)],
      [now, name, take ? 1 : 0, perTeamPerMinute, minuteMs, toNumberPerDay, dayMs, fromNumberPerDay, dayMs],
    ),
  );
  const reason = reasons[reply[0]];
  return reason === undefined || reply[1] === undefined ? undefined : { reason, untilMs: reply[1] };
}
