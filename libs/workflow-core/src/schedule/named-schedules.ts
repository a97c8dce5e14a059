import type { Schedule, ScheduleTrigger, TriggerDeclaration } from '../definition/definition.js';

/** A schedule of a definition under the name that it has in every version. */
export interface NamedSchedule {
  readonly id: string;
  readonly schedule: Schedule;
}

/**
 * The schedules of a definition, each under a name made of when it starts and, where several start at the same times,
 * of its place among those. So a schedule that a new version has as well goes on where it was.
 */
export function namedSchedules(triggers: readonly TriggerDeclaration[]): NamedSchedule[] {
  const seen = new Map<string, number>();
  return triggers.filter(isSchedule).map(({ schedule }) => {
    const times = `${schedule.timezone} ${schedule.cron.trim().split(/\s+/).join(' ')}`;
    const place = (seen.get(times) ?? 0) + 1;
    seen.set(times, place);
    return { id: `${place} ${times}`, schedule };
  });
}

export function isSchedule(trigger: TriggerDeclaration): trigger is ScheduleTrigger {
  return 'schedule' in trigger;
}
