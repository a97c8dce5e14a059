import type { TriggerDeclaration } from '../definition.js';
import { bareExpression } from './bare-expression.js';
import { type ObjectReader, shapeOf } from '../reading/object-reader.js';
import { expressionSchema, idSchema, inputsSchema, nameSchema, oneOf, text } from '../reading/schemas.js';
import { withoutUndefined } from '../reading/without-undefined.js';

const triggerShape = shapeOf('a trigger', ['webhook', 'schedule', 'event', 'when', 'map', 'inputs']);
const scheduleShape = shapeOf('`schedule`', ['cron', 'timezone', 'missed']);
const blank: TriggerDeclaration = { webhook: '' };
const missedSchema = oneOf(['skip', 'catchUp']);

/** The triggers that are built: webhooks. Schedules and named events are refused by name. */
export function normaliseTriggers(definition: ObjectReader): TriggerDeclaration[] {
  return definition.objects('triggers', triggerShape, readTrigger, blank);
}

function readTrigger(reader: ObjectReader): TriggerDeclaration {
  if (reader.has('schedule')) return readSchedule(reader);
  if (reader.has('inputs')) reader.refuseValue('inputs', 'absent unless the trigger is a schedule');
  const event = reader.take('event', nameSchema);
  const when = reader.take('when', expressionSchema);
  const map = reader.take('map', inputsSchema);
  const isNamedEvent = !reader.has('webhook') && reader.has('event');
  if (isNamedEvent) reader.reading.refuseNotBuilt(reader.written('event'), 'A trigger by a named event');
  const webhook = isNamedEvent ? '' : (reader.need('webhook', idSchema) ?? '');
  return withoutUndefined({ webhook, event, when: when === undefined ? undefined : bareExpression(when), map });
}

function readSchedule(reader: ObjectReader): TriggerDeclaration {
  const schedule = reader.object('schedule', scheduleShape);
  schedule?.need('cron', text(200));
  schedule?.need('timezone', text(100));
  schedule?.take('missed', missedSchema);
  reader.take('inputs', inputsSchema);
  for (const field of ['webhook', 'event', 'when', 'map']) {
    if (!reader.has(field)) continue;
    const message = `A schedule has no \`${field}\`: write one trigger for each way to start.`;
    reader.reading.refuse('CONFLICTING_FIELDS', reader.written(field), message);
  }
  reader.reading.refuseNotBuilt(reader.written('schedule'), 'A trigger by `schedule`');
  return blank;
}
