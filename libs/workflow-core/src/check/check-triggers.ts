import type { WorkflowDefinition } from '../definition/definition.js';
import { nearestName } from '../expression/nearest-name.js';
import type { Findings } from './findings.js';
import { didYouMean } from './name-hints.js';

/** What providers tell, whichever of them it is. */
const providerEvents = ['message.received', 'message.status', 'call.received', 'call.status', 'opt_out'];
const providers = ['signalhouse', 'twilio'];

/** Refuses events that no provider sends. A team's own endpoint may name its events as it likes. */
export function checkTriggers({ triggers }: WorkflowDefinition, findings: Findings): void {
  for (const [index, trigger] of triggers.entries()) {
    if (!('webhook' in trigger)) continue;
    const { webhook, event } = trigger;
    if (!providers.includes(webhook) || event === undefined || providerEvents.includes(event)) continue;
    const hint = nearestName(event, providerEvents);
    const message = `The webhook \`${webhook}\` has no event \`${event}\`${didYouMean(hint)}`;
    findings.refuse('INVALID_VALUE', `/triggers/${index}/event`, message, hint);
  }
}
