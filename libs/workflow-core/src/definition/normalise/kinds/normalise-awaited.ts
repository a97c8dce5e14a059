import { z } from 'zod';
import type { ObjectReader } from '../../reading/object-reader.js';
import { delayTemplateSchema, momentTemplateSchema, oneOf, templateSchema } from '../../reading/schemas.js';
import { withoutUndefined } from '../../reading/without-undefined.js';
import type { SignalWait, TimerWait } from '../../step-kinds.js';
import { takeExpression } from '../read-expression.js';

/** What can be waited for. */
export const awaitedFields = ['signal', 'delay', 'until'] as const;
/** What goes with a signal alone. */
export const signalFields = ['key', 'match', 'mailbox'] as const;
const signalWanted = 'a name of letters, digits, `_`, `-` and `.`, at most 100 characters';
export const signalSchema = z
  .string(signalWanted)
  .regex(/^(?!(?:__proto__|constructor|prototype)$)[A-Za-z0-9_-][A-Za-z0-9_.-]{0,99}$/, signalWanted);
export const mailboxSchema = oneOf(['persistent', 'transient']);

/** What one wait waits for: `field` says which it is. A signal that comes early is kept where nothing else is said. */
export function normaliseAwaited(
  reader: ObjectReader,
  field: (typeof awaitedFields)[number] | undefined,
): SignalWait | TimerWait {
  if (field === 'delay' || field === 'until') {
    refuseSignalFields(reader);
    return field === 'delay'
      ? { delay: reader.take('delay', delayTemplateSchema) ?? 0 }
      : { until: reader.take('until', momentTemplateSchema) ?? '' };
  }
  return withoutUndefined<SignalWait>({
    signal: reader.take('signal', signalSchema) ?? '',
    key: reader.take('key', templateSchema),
    match: takeExpression(reader, 'match'),
    mailbox: reader.take('mailbox', mailboxSchema) ?? 'persistent',
  });
}

/** Refuses what goes with a signal alone. */
export function refuseSignalFields(reader: ObjectReader): void {
  for (const field of signalFields) reader.refuseMisplaced(field, 'a wait for a `signal`');
}
