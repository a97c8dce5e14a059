import { expect, test } from 'vitest';
import type { TriggerDeclaration } from '../definition.js';
import type { JsonObject } from '../json.js';
import { ObjectReader, shapeOf } from '../reading/object-reader.js';
import { Reading } from '../reading/reading.js';
import { normaliseTriggers } from './normalise-triggers.js';

/** One trigger, as if all of the language were built. */
function read(trigger: object): { triggers: TriggerDeclaration[]; problems: string[]; messages: string[] } {
  const reading = new Reading();
  const value = { triggers: [trigger] } as unknown as JsonObject;
  const shape = shapeOf('a workflow definition', ['triggers']);
  const triggers = normaliseTriggers(new ObjectReader(reading, { written: '', normal: '' }, value, shape));
  return {
    triggers,
    problems: reading.problems.map(({ code, path }) => `${code} ${path}`),
    messages: reading.problems.map(({ message }) => message),
  };
}

const map = { lead_id: '{{event.lead}}', leadId: 1 };
const schedule = { cron: '0 9 * * 1-5', timezone: 'Europe/Berlin' };

test.each([
  [{ webhook: 'twilio' }, { webhook: 'twilio' }],
  [
    { webhook: 'twilio', event: 'message.received', when: '{{ event.ok }}', map },
    { webhook: 'twilio', event: 'message.received', when: 'event.ok', map },
  ],
  [{ event: 'lead.created' }, { event: 'lead.created' }],
  [
    { event: 'lead.created', when: '{{ event.ok }}', map },
    { event: 'lead.created', when: 'event.ok', map },
  ],
  [{ schedule }, { schedule: { ...schedule, missed: 'skip' }, inputs: {} }],
  [
    { schedule: { ...schedule, missed: 'catchUp' }, inputs: map },
    { schedule: { ...schedule, missed: 'catchUp' }, inputs: map },
  ],
])('%j becomes %j', (written, normal) => {
  expect(read(written)).toMatchObject({ triggers: [normal], problems: [] });
  expect(read(written).triggers).toStrictEqual([normal]);
  expect(read(normal)).toMatchObject({ triggers: [normal], problems: [] });
});

test.each(['* * * * *', '*/5 0-23 1,15 JAN-DEC MON#2', ' 0  9 L * ? ', '0 9 15W * 5L'])('takes the cron %j', (cron) => {
  expect(read({ schedule: { cron, timezone: 'UTC' } }).problems).toEqual([]);
});

test.each(['', '* * * *', '0 * * * * *', '@daily', '* * * * $', `${'1'.repeat(200)} * * * *`])(
  'takes no cron %j',
  (cron) => {
    expect(read({ schedule: { cron, timezone: 'UTC' } }).problems).toEqual(['INVALID_VALUE /triggers/0/schedule/cron']);
  },
);

test.each([
  [{ event: 5 }, ['INVALID_VALUE /triggers/0/event']],
  [{ event: 'x', inputs: {} }, ['INVALID_VALUE /triggers/0/inputs']],
  [{ schedule: {} }, ['MISSING_FIELD /triggers/0/schedule/cron', 'MISSING_FIELD /triggers/0/schedule/timezone']],
  [{ schedule: { ...schedule, timezone: '' } }, ['INVALID_VALUE /triggers/0/schedule/timezone']],
  [{ schedule: { ...schedule, timezone: 1 } }, ['INVALID_VALUE /triggers/0/schedule/timezone']],
  [{ schedule: { ...schedule, missed: 'run' } }, ['INVALID_VALUE /triggers/0/schedule/missed']],
  [{ schedule, inputs: [] }, ['INVALID_VALUE /triggers/0/inputs']],
  [
    { schedule, webhook: 'x', event: 'y', when: 'z', map: {} },
    ['webhook', 'event', 'when', 'map'].map((field) => `CONFLICTING_FIELDS /triggers/0/${field}`),
  ],
])('refuses %j', (trigger, expected) => {
  expect(read(trigger).problems).toEqual(expected);
});

test('says what a schedule needs', () => {
  expect(read({ schedule: { cron: '0 0 9 * * *', timezone: 1 } }).messages).toEqual([
    '`cron` must be five fields of a cron expression: minute, hour, day of the month, month, day of the week; found "0 0 9 * * *".',
    '`timezone` must be text of 1 to 100 characters; found 1.',
  ]);
});

test('says what a trigger can be', () => {
  expect(read({ every: 5 }).messages).toEqual([
    '`every` is not a field of a trigger: did you mean `event`?',
    'A trigger needs one of `webhook`, `schedule`, `event`.',
  ]);
});
