import { z } from 'zod';
import { missedSchema } from '../normalise/normalise-schedule.js';
import { cronSchema, expressionSchema, idSchema, nameSchema, timezoneSchema } from '../reading/schemas.js';
import { payloadObject } from './payload.js';
import { maybe, shown } from './shown.js';

const reaction = {
  when: maybe(expressionSchema, 'One expression over `event` and `team`; without it every such event starts a run.'),
  map: maybe(
    payloadObject,
    'What the trigger of the run becomes: JSON with templates over `event` and `team`; without it the event itself.',
  ),
};

const webhook = z.strictObject({
  webhook: shown(idSchema, 'signalhouse, twilio, or the name of an endpoint of the team.'),
  event: maybe(nameSchema, 'Name of the event, such as message.received; without it every event of the webhook.'),
  ...reaction,
});

const event = z.strictObject({
  event: shown(nameSchema, 'Name of the event, whoever sends it.'),
  ...reaction,
});

const schedule = z.strictObject({
  schedule: shown(
    z.strictObject({
      cron: shown(cronSchema, 'Minute, hour, day of the month, month, day of the week.'),
      timezone: shown(timezoneSchema, 'The zone that `cron` is read in, such as Europe/Berlin.'),
      missed: maybe(missedSchema, 'What becomes of times at which nothing ran.', { default: 'skip' }),
    }),
    'Starts a run by the clock.',
  ),
  inputs: maybe(
    payloadObject,
    'What the trigger of the run becomes: JSON with templates over `trigger.scheduledAt` and `team`.',
  ),
});

export const trigger = z.union([webhook, event, schedule]).meta({ id: 'Trigger' });
