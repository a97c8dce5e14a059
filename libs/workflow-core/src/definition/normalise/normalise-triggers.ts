import type { EventTrigger, TriggerDeclaration, WebhookTrigger } from '../definition.js';
import { type ObjectReader, shapeOf } from '../reading/object-reader.js';
import { idSchema, inputsSchema, nameSchema } from '../reading/schemas.js';
import { withoutUndefined } from '../reading/without-undefined.js';
import { normaliseSchedule } from './normalise-schedule.js';
import { takeExpression } from './read-expression.js';

const triggerShape = shapeOf('a trigger', ['webhook', 'schedule', 'event', 'when', 'map', 'inputs']);

/** Holds the place of a trigger that could not be read. */
const blankTrigger: WebhookTrigger = { webhook: '' };

/** What starts runs: a webhook, a schedule, or an event by its name alone. */
export function normaliseTriggers(definition: ObjectReader): TriggerDeclaration[] {
  return definition.objects('triggers', triggerShape, readTrigger, blankTrigger);
}

function readTrigger(reader: ObjectReader): TriggerDeclaration {
  if (reader.has('schedule')) return normaliseSchedule(reader);
  if (!reader.has('webhook') && !reader.has('event')) {
    reader.needOneOf(['webhook', 'schedule', 'event']);
    return blankTrigger;
  }
  if (reader.has('inputs')) reader.refuseValue('inputs', 'absent unless the trigger is a schedule');
  const event = reader.take('event', nameSchema);
  const reaction = { when: takeExpression(reader, 'when'), map: reader.take('map', inputsSchema) };
  if (reader.has('webhook')) {
    return withoutUndefined<WebhookTrigger>({
      webhook: reader.take('webhook', idSchema) ?? '',
      event,
      ...reaction,
    });
  }
  return withoutUndefined<EventTrigger>({ event: event ?? '', ...reaction });
}
