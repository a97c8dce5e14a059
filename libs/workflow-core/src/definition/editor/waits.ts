import { z } from 'zod';
import { mailboxSchema, signalSchema } from '../normalise/kinds/normalise-awaited.js';
import {
  delayTemplateSchema,
  expressionSchema,
  idSchema,
  idsSchema,
  momentTemplateSchema,
  templateSchema,
} from '../reading/schemas.js';
import { maybe, shown } from './shown.js';

const signal = {
  signal: shown(signalSchema, 'Name of the signal that is waited for; its payload is the output.'),
  key: maybe(
    templateSchema,
    'A template, such as a phone number: then signals that are sent to this key serve the wait, not those to the run.',
  ),
  match: maybe(expressionSchema, 'One expression over `signal`, the payload: only a signal for which it holds serves.'),
  mailbox: maybe(
    mailboxSchema,
    '`persistent` keeps a signal that comes before the wait is armed; `transient` does not.',
    { default: 'persistent' },
  ),
};
const delay = { delay: shown(delayTemplateSchema, 'Milliseconds to wait, or a template that gives them.') };
const until = {
  until: shown(
    momentTemplateSchema,
    'The moment to wait for: an ISO time with its zone, or a template that gives one.',
  ),
};

const branch = {
  id: shown(idSchema, 'Name of this branch in the output, as `chosen`.'),
  // oxlint-disable-next-line unicorn/no-thenable -- `then` is a field of the language
  then: shown(idsSchema, 'Ids of the steps that run when this comes first.'),
};
const deferredBranch = z
  .union([
    z.strictObject({ ...branch, ...signal }),
    z.strictObject({ ...branch, ...delay }),
    z.strictObject({ ...branch, ...until }),
  ])
  .meta({ id: 'DeferredBranch' });

/** What a wait waits for. */
export const awaited = z
  .union([
    z.strictObject(signal),
    z.strictObject(delay),
    z.strictObject(until),
    z.strictObject({
      firstOf: shown(
        z.array(deferredBranch).min(2),
        'Branches that wait all at once. What comes first takes its branch; the steps of the others are skipped.',
      ),
    }),
  ])
  .meta({ id: 'Awaited' });
