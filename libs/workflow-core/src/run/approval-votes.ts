import type { ApprovalStep } from '../definition/step-kinds.js';
import type { JsonObject } from '../definition/json.js';

/** Somebody's answer to an approval; the first of a person stands. */
export interface Vote {
  readonly by: string;
  readonly decision: 'approve' | 'reject';
  readonly comment?: string;
  readonly form?: JsonObject;
  /** Milliseconds. */
  readonly at: number;
}

export interface Voter {
  readonly name?: string;
  readonly role?: string;
}

/** Why somebody's vote is not taken. */
export type VoteRefusal = 'unnamed' | 'not-listed' | 'own-run' | 'voted-before';

/** What an approval comes to: the output of its step. */
export interface ApprovalOutcome {
  readonly decision: 'approve' | 'reject';
  /** Who decided so, in the order of their votes. */
  readonly by: readonly string[];
  /** What they filled in; a later vote completes an earlier one. */
  readonly form?: JsonObject;
}

type Approvers = ApprovalStep['approval']['approvers'];

/** Only listed users and roles count, nobody votes on a run that they started, and a first vote stands. */
export function refuseVote(
  { roles, users }: Approvers,
  votes: readonly Vote[],
  { name, role }: Voter,
  startedBy: string | undefined,
): VoteRefusal | undefined {
  if (name === undefined) return 'unnamed';
  if (!users.includes(name) && (role === undefined || !roles.includes(role))) return 'not-listed';
  if (name === startedBy) return 'own-run';
  return votes.some(({ by }) => by === name) ? 'voted-before' : undefined;
}

/** One rejection decides, else as many approvals as are asked for; undefined while neither is there. */
export function decideVotes({ count }: Approvers, votes: readonly Vote[]): ApprovalOutcome | undefined {
  const rejection = votes.find(({ decision }) => decision === 'reject');
  if (rejection !== undefined) return outcomeOf('reject', [rejection]);
  return votes.length >= count ? outcomeOf('approve', votes) : undefined;
}

function outcomeOf(decision: Vote['decision'], votes: readonly Vote[]): ApprovalOutcome {
  const forms = votes.flatMap(({ form }) => (form === undefined ? [] : [form]));
  return {
    decision,
    by: votes.map(({ by }) => by),
    ...(forms.length > 0 && { form: Object.assign({}, ...forms) as JsonObject }),
  };
}
