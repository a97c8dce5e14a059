import type { Schedule, ScheduleTrigger } from '../definition.js';
import { type ObjectReader, shapeOf } from '../reading/object-reader.js';
import { cronSchema, inputsSchema, oneOf, timezoneSchema } from '../reading/schemas.js';

const scheduleShape = shapeOf('`schedule`', ['cron', 'timezone', 'missed']);
export const missedSchema = oneOf(['skip', 'catchUp']);

/** A trigger by the clock. Runs that were due while nothing ran are skipped where nothing else is said. */
export function normaliseSchedule(trigger: ObjectReader): ScheduleTrigger {
  const reader = trigger.object('schedule', scheduleShape);
  const schedule: Schedule = {
    cron: reader?.need('cron', cronSchema) ?? '',
    timezone: reader?.need('timezone', timezoneSchema) ?? '',
    missed: reader?.take('missed', missedSchema) ?? 'skip',
  };
  for (const field of ['webhook', 'event', 'when', 'map']) {
    if (!trigger.has(field)) continue;
    const message = `A schedule has no \`${trigger.keyOf(field)}\`: write one trigger for each way to start.`;
    trigger.reading.refuse('CONFLICTING_FIELDS', trigger.written(field), message);
  }
  return { schedule, inputs: trigger.take('inputs', inputsSchema) ?? {} };
}
