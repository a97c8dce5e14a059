import { evaluateExpression, renderValue, WorkflowError, type Json, type JsonObject } from '@workflow/core';
import type { InboundEvent } from '../inbox/inbound-event.js';
import type { CompiledTrigger } from './trigger-index.js';

/** Whether the trigger listens to events of this name. A team's own event is known by its body's `type`, too. */
export function listensTo(trigger: CompiledTrigger, event: InboundEvent): boolean {
  return trigger.event === undefined || trigger.event === event.name || trigger.event === typeOfBody(event.payload);
}

/**
 * Whether an event of this payload fulfils `when`. Anything but false, null, 0, '' and the like does, as in JavaScript.
 *
 * @throws INVALID_DEFINITION for a trigger that could not be read; ExpressionError when `when` meets a value that it
 * cannot take
 */
export function fulfils({ problem, when }: CompiledTrigger, payload: JsonObject, teamId: string): boolean {
  if (problem !== undefined) throw new WorkflowError('INVALID_DEFINITION', `${problem.code}: ${problem.message}`);
  return when === undefined || Boolean(evaluateExpression(when, { event: payload, team: teamId }));
}

/** What the run's trigger is. @throws ExpressionError when `map` meets a value that it cannot take */
export function triggerValue({ map }: Pick<CompiledTrigger, 'map'>, payload: JsonObject, teamId: string): Json {
  return map === undefined ? payload : (renderValue(map, { event: payload, team: teamId }) as Json);
}

function typeOfBody(payload: JsonObject): unknown {
  const body = payload['body'];
  return typeof body === 'object' && body !== null && 'type' in body ? body.type : undefined;
}
