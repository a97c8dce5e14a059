import type { ObjectReader } from '../reading/object-reader.js';

/** What of the language can be missing in the product. */
export type Feature = 'errorHandler.startWorkflow';

/**
 * What the language has and the product has not, each with its name for messages. The normaliser makes the normal form
 * of all of it: who builds one of these takes its line away.
 */
export const unbuilt: Readonly<Partial<Record<Feature, string>>> = {
  'errorHandler.startWorkflow': '`errorHandler.startWorkflow`',
};

/** Refuses a field that is there and asks for a feature that is not built. */
export function refuseUnbuilt(reader: ObjectReader, field: string, feature: Feature): void {
  const name = reader.reading.unbuilt[feature];
  if (name !== undefined && reader.has(field)) reader.reading.refuseNotBuilt(reader.written(field), name);
}
