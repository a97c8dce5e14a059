import { stages, type NurtureLeadOutput, type Stage, type Touch } from './nurture-lead.schema.js';
import { meaningOf } from './reply-meaning.js';

const dayMs = 86_400_000;
/** Days of silence after the last message before each stage's own. */
const waitDays: Record<Stage, number> = {
  initial_followup: 2,
  value_building: 4,
  objection_handling: 5,
  re_engagement: 7,
  final_attempt: 14,
};
/** Days after which somebody who said no may be asked once more. */
const softNoDays = 90;

type Plan = Omit<NurtureLeadOutput, 'leadId'>;

/**
 * Where a conversation stands and when its next message is due. Without a reply, each message sent moves it one stage
 * on: the first waits 2 days, then 4, 5, 7 and 14, and after the fifth it is over. A reply decides at once: wishes for
 * a talk and plain answers go to SABRINA, an objection is met after 5 days, a no rests for 90, an opt-out ends it.
 * A time that has passed is now.
 */
export function planNurture(history: readonly Touch[], now: number): Plan {
  const ordered = [...history].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  const touches = ordered.filter((touch) => touch.direction === 'outbound').length;
  const optedOut = ordered.some(
    (touch) => touch.direction === 'inbound' && meaningOf(touch.text ?? '') === 'opted_out',
  );
  const over = { stage: null, nextTouchAt: null, touches, escalateTo: null } as const;
  if (optedOut) return { ...over, reason: 'opted_out' };
  const last = ordered.at(-1);
  const lastAt = last === undefined ? now : Date.parse(last.at);
  const after = (days: number) => new Date(Math.max(now, lastAt + days * dayMs)).toISOString();
  const stage = stages[Math.max(0, touches - 1)];
  if (last?.direction === 'inbound') {
    const reason = meaningOf(last.text ?? '');
    switch (reason) {
      case 'objection':
        return { ...over, stage: 'objection_handling', nextTouchAt: after(waitDays.objection_handling), reason };
      case 'not_interested':
        return { ...over, stage: 're_engagement', nextTouchAt: after(softNoDays), reason };
      case 'wants_to_schedule':
      case 'replied':
        return { ...over, stage: stage ?? 'final_attempt', escalateTo: 'SABRINA', reason };
      case 'opted_out':
        return { ...over, reason };
    }
  }
  if (stage === undefined) return { ...over, reason: 'exhausted' };
  return { ...over, stage, nextTouchAt: after(waitDays[stage]), reason: 'no_reply' };
}
