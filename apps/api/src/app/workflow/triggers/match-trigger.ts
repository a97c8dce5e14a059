import { evaluateExpression, renderValue, type Json, type JsonObject } from '@workflow/core';
import type { InboundEvent } from '../inbox/inbound-event.js';
import type { CompiledTrigger } from './trigger-index.js';

/** Whether the trigger listens to events of this name. A team's own event is known by its body's `type`, too. */
export function listensTo(trigger: CompiledTrigger, event: InboundEvent): boolean {
  return trigger.event === undefined || trigger.event === event.name || trigger.event === typeOfBody(event.payload);
}

/**
 * What the run's trigger is, or undefined when the event does not fulfil `when`. Anything but false, null, 0, '' and
 * the like fulfils it, as in JavaScript.
 *
 * @throws ExpressionError when `when` or `map` meets a value that it cannot take
 */
export function triggerValue(trigger: CompiledTrigger, event: InboundEvent): Json | undefined {
  const context = { event: event.payload, team: event.teamId };
  if (trigger.when !== undefined && !evaluateExpression(trigger.when, context)) return undefined;
  if (trigger.map === undefined) return event.payload;
  return renderValue(trigger.map, context) as Json;
}

function typeOfBody(payload: JsonObject): unknown {
  const body = payload['body'];
  return typeof body === 'object' && body !== null && 'type' in body ? body.type : undefined;
}
