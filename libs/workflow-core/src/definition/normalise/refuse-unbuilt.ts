import type { ObjectReader } from '../reading/object-reader.js';
import type { StepKind } from '../step-kinds.js';

/** What of the language can be missing in the product. */
export type Feature =
  | `kind.${StepKind}`
  | `step.${'cache' | 'cancels' | 'mutex' | 'onlyWhile' | 'priority'}`
  | `definition.${'concurrency' | 'priority'}`
  | 'errorHandler.startWorkflow';

/**
 * What the language has and the product has not, each with its name for messages. The normaliser makes the normal form
 * of all of it: who builds one of these takes its line away.
 */
export const unbuilt: Readonly<Partial<Record<Feature, string>>> = {
  'step.cache': '`cache` of a step',
  'step.mutex': '`mutex` of a step',
  'step.priority': '`priority` of a step',
  'definition.concurrency': '`concurrency`',
  'definition.priority': 'A `priority` other than 50',
  'errorHandler.startWorkflow': '`errorHandler.startWorkflow`',
};

/** Refuses a field that is there and asks for a feature that is not built. */
export function refuseUnbuilt(reader: ObjectReader, field: string, feature: Feature): void {
  const name = reader.reading.unbuilt[feature];
  if (name !== undefined && reader.has(field)) reader.reading.refuseNotBuilt(reader.written(field), name);
}
