import type { ActionCall } from '../definition.js';
import { type ObjectReader, shapeOf } from '../reading/object-reader.js';
import { agentSchema, inputsSchema } from '../reading/schemas.js';

export const callShape = shapeOf('an action call', ['agent', 'action', 'inputs']);

/** Holds the place of a call that could not be read. */
export const blankCall: ActionCall = { agent: '', action: '', inputs: {} };

/** Agent and action; what is missing or was refused is left empty, so that the rest can still be checked. */
export function normaliseAgent(reader: ObjectReader): Pick<ActionCall, 'agent' | 'action'> {
  return { agent: reader.need('agent', agentSchema) ?? '', action: reader.need('action', agentSchema) ?? '' };
}

export function normaliseActionCall(reader: ObjectReader): ActionCall {
  return { ...normaliseAgent(reader), inputs: reader.take('inputs', inputsSchema) ?? {} };
}

/** The call in a field, or undefined when there is none. */
export function takeActionCall(reader: ObjectReader, field: string): ActionCall | undefined {
  const call = reader.object(field, callShape);
  return call === undefined ? undefined : normaliseActionCall(call);
}
