import type { AnyTrigger, EventTrigger, TriggerDeclaration } from '../definition.js';
import { type ObjectReader, shapeOf } from '../reading/object-reader.js';
import { idSchema, inputsSchema, nameSchema } from '../reading/schemas.js';
import { withoutUndefined } from '../reading/without-undefined.js';
import { normaliseSchedule } from './normalise-schedule.js';
import { takeExpression } from './read-expression.js';
import { refuseUnbuilt } from './refuse-unbuilt.js';

const triggerShape = shapeOf('a trigger', ['webhook', 'schedule', 'event', 'when', 'map', 'inputs']);

/** Holds the place of a trigger that could not be read. */
export const blankTrigger: TriggerDeclaration = { webhook: '' };

/** What starts runs: a webhook, a schedule, or an event by its name alone. */
export function normaliseTriggers(definition: ObjectReader): AnyTrigger[] {
  return definition.objects('triggers', triggerShape, readTrigger, blankTrigger);
}

function readTrigger(reader: ObjectReader): AnyTrigger {
  if (reader.has('schedule')) return normaliseSchedule(reader);
  if (reader.has('inputs')) reader.refuseValue('inputs', 'absent unless the trigger is a schedule');
  const event = reader.take('event', nameSchema);
  const reaction = { when: takeExpression(reader, 'when'), map: reader.take('map', inputsSchema) };
  if (reader.has('webhook') || !reader.has('event')) {
    return withoutUndefined<TriggerDeclaration>({
      webhook: reader.need('webhook', idSchema) ?? '',
      event,
      ...reaction,
    });
  }
  refuseUnbuilt(reader, 'event', 'trigger.event');
  return withoutUndefined<EventTrigger>({ event: event ?? '', ...reaction });
}
