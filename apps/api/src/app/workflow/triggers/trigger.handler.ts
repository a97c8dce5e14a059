import { WorkflowError } from '@workflow/core';
import type { InboundEvent } from '../inbox/inbound-event.js';
import type { EventNote, InboxHandler } from '../inbox/inbox-handler.js';
import { listensTo, triggerValue } from './match-trigger.js';
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
        if (!(error instanceof WorkflowError) || mayPass(error)) trouble ??= asError(error);
        else notes.push({ code: error.code, message: error.message, workflowId: trigger.workflowId });
      }
    }
    if (trouble !== undefined) throw trouble;
    return notes;
  }

  private async startOne(trigger: CompiledTrigger, event: InboundEvent): Promise<string | undefined> {
    const { problem, workflowId } = trigger;
    if (problem !== undefined) throw new WorkflowError('INVALID_DEFINITION', `${problem.code}: ${problem.message}`);
    const value = triggerValue(trigger, event);
    if (value === undefined) return undefined;
    const facts = { teamId: event.teamId, idempotencyKey: `${workflowId}:${event.id}`, correlationId: event.id };
    return (await this.runs.start(workflowId, value, facts)).runId;
  }
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error('A start failed without an error.', { cause: thrown });
}

/** Whether the same start may work later; every other refusal says the same each time. */
function mayPass({ httpStatus }: WorkflowError): boolean {
  return httpStatus >= 500 || httpStatus === 429;
}
