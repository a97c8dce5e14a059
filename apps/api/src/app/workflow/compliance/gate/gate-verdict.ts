/** Why the gate refuses a send for good. */
export type BlockReason =
  | 'SUPPRESSED'
  | 'INVALID_NUMBER'
  | 'DECEASED'
  | 'LITIGATOR'
  | 'DO_NOT_CALL'
  | 'LINE_TYPE'
  | 'UNKNOWN_TIME_ZONE'
  | 'NO_SENDING_WINDOW'
  | 'EMPTY_CONTENT'
  | 'CONTENT_TOO_LONG';

/** Why the gate lets a send wait. */
export type DeferReason = 'QUIET_HOURS' | 'RECIPIENT_LIMIT' | 'SENDER_LIMIT' | 'TEAM_LIMIT';

/** What the gate says of one send. `untilMs` is milliseconds since 1970. */
export type GateVerdict =
  | { readonly kind: 'allow' }
  | { readonly kind: 'block'; readonly reason: BlockReason; readonly message: string }
  | { readonly kind: 'defer'; readonly reason: DeferReason; readonly untilMs: number };

export const allow: GateVerdict = { kind: 'allow' };

export function block(reason: BlockReason, message: string): GateVerdict {
  return { kind: 'block', reason, message };
}
