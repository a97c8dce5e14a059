import { type ObjectReader, shapeOf } from '../../reading/object-reader.js';
import type { DeferredChoiceStep, WaitStep } from '../../step-kinds.js';
import { awaitedFields, normaliseAwaited, refuseSignalFields, signalFields } from './normalise-awaited.js';
import { normaliseDeferredBranches } from './normalise-deferred-branches.js';
import type { OwnFields } from './own-fields.js';

const waitShape = shapeOf('`wait`', [...awaitedFields, ...signalFields, 'firstOf']);

/** What a step waits for: one thing, or the first of several, which is a kind of its own. */
export function normaliseWait(step: ObjectReader): OwnFields<WaitStep | DeferredChoiceStep> | undefined {
  const reader = step.object('wait', waitShape);
  if (reader === undefined) return undefined;
  const field = reader.needOneOf([...awaitedFields, 'firstOf']);
  if (field !== 'firstOf') return { kind: 'wait', wait: normaliseAwaited(reader, field) };
  refuseSignalFields(reader);
  return { kind: 'deferredChoice', wait: { firstOf: normaliseDeferredBranches(reader) } };
}
