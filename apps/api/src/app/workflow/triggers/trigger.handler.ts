import type { InboundEvent } from '../inbox/inbound-event.js';
import type { EventNote, InboxHandler } from '../inbox/inbox-handler.js';
import { asError, isRefusal } from './start-failure.js';
import { fulfils, listensTo, triggerValue } from './match-trigger.js';
import type { CompiledTrigger, TriggerIndex } from './trigger-index.js';
import type { StartRun } from './trigger-ports.js';

/**
 * Starts the runs that an event triggers, one for each workflow: the first of its triggers that fits. A trigger that
 * cannot be evaluated, or whose workflow refuses the event, is noted on the event and holds up no other.
 */
export class TriggerHandler implements InboxHandler {
  readonly name = 'triggers';

  constructor(
    private readonly index: TriggerIndex,
    private readonly runs: StartRun,
  ) {}

  /** @throws the first failure that may pass, after every trigger had its turn */
  async handle(event: InboundEvent): Promise<readonly EventNote[]> {
    const notes: EventNote[] = [];
    const started = new Set<string>();
    let trouble: Error | undefined;
    for (const trigger of await this.index.of(event.teamId, event.provider)) {
      if (started.has(trigger.workflowId) || !listensTo(trigger, event)) continue;
      try {
        const runId = await this.startOne(trigger, event);
        if (runId === undefined) continue;
        started.add(trigger.workflowId);
        notes.push({ code: 'RUN_STARTED', message: 'The event started a run.', workflowId: trigger.workflowId, runId });
      } catch (error) {
        if (isRefusal(error)) notes.push({ code: error.code, message: error.message, workflowId: trigger.workflowId });
        else trouble ??= asError(error);
      }
    }
    if (trouble !== undefined) throw trouble;
    return notes;
  }

  private async startOne(trigger: CompiledTrigger, event: InboundEvent): Promise<string | undefined> {
    const { teamId, payload, id } = event;
    const { workflowId } = trigger;
    if (!fulfils(trigger, payload, teamId)) return undefined;
    const facts = { teamId, idempotencyKey: `${workflowId}:${id}`, correlationId: id };
    return (await this.runs.start(workflowId, triggerValue(trigger, payload, teamId), facts)).runId;
  }
}
