import type { Grade, ResearchLeadOutput } from './research-lead.schema.js';

/** What a lead is judged by. */
export interface QualificationFacts {
  readonly phone: string | null;
  readonly grade: Grade | null;
  readonly activityScore: number | null;
  readonly litigator: boolean;
  readonly dnc: boolean;
  readonly deceased: boolean;
}

/**
 * `reject`: no phone, a person who must not be contacted, grade D or F, or activity below 50. `ready`: grade A or B
 * and activity of 70 or more. Everything between is for a person to `review`.
 */
export function qualify(facts: QualificationFacts): ResearchLeadOutput['qualification'] {
  const { phone, grade, activityScore } = facts;
  if (phone === null || facts.litigator || facts.dnc || facts.deceased) return 'reject';
  if (grade === 'D' || grade === 'F' || (activityScore !== null && activityScore < 50)) return 'reject';
  const isReady = (grade === 'A' || grade === 'B') && activityScore !== null && activityScore >= 70;
  return isReady ? 'ready' : 'review';
}
