import { parseScheduleMember } from '../../state/run-keys.js';

/** A live schedule that a look found due. */
export interface DueSchedule {
  readonly teamId: string;
  readonly workflowId: string;
  readonly scheduleId: string;
  /** The time that it stands at, ms. */
  readonly plannedAt: number;
}

/** Reads what `ZRANGEBYSCORE … WITHSCORES` gives. */
export function readDue(flat: readonly string[]): DueSchedule[] {
  return flat.flatMap((member, at) =>
    at % 2 === 0 ? [{ ...parseScheduleMember(member), plannedAt: Number(flat[at + 1]) }] : [],
  );
}
