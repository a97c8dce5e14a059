import type { ObjectReader } from '../reading/object-reader.js';
import type { StepKind } from '../step-kinds.js';

/** What of the language can be missing in the product. */
type Feature = `kind.${StepKind}` | `trigger.${'event' | 'schedule'}` | 'errorHandler.startWorkflow';

/**
 * What the language has and the product has not, each with its name for messages. The normaliser makes the normal form
 * of all of it: who builds one of these takes its line away (a trigger needs its place in the definition as well).
 */
export const unbuilt: Readonly<Partial<Record<Feature, string>>> = {
  'kind.map': 'A step of the kind `map`',
  'kind.loop': 'A step of the kind `loop`',
  'kind.workflow': 'A step of the kind `workflow`',
  'kind.interleave': 'A step of the kind `interleave`',
  'trigger.event': 'A trigger by a named event',
  'trigger.schedule': 'A trigger by `schedule`',
  'errorHandler.startWorkflow': '`errorHandler.startWorkflow`',
};

/** Refuses a field that is there and asks for a feature that is not built. */
export function refuseUnbuilt(reader: ObjectReader, field: string, feature: Feature): void {
  const name = reader.reading.unbuilt[feature];
  if (name !== undefined && reader.has(field)) reader.reading.refuseNotBuilt(reader.written(field), name);
}
