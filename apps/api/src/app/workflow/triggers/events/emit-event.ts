import { createHash, randomUUID } from 'node:crypto';
import { canonicalJson, checkTrigger, WorkflowError, type JsonObject } from '@workflow/core';
import type { EngineLogger } from '../../runtime/engine-logger.js';
import type { PlanCache } from '../../runtime/plan-cache.js';
import type { StartRun } from '../../runs/start-run.js';
import type { EmitOptions } from '../../workflow.types.js';
import { fulfils, triggerValue } from '../match-trigger.js';
import { asError, isRefusal } from '../start-failure.js';
import type { TriggerCounters } from '../trigger-counters.js';
import type { TriggerIndex } from '../trigger-index.js';
import type { EventAnswer, EventDecision, EventDecisions } from './event-decisions.js';

/** An event on its way: `id` is derived from the idempotency key, so that a repetition starts the same runs. */
interface Emitted {
  readonly id: string;
  readonly name: string;
  readonly payload: JsonObject;
  readonly options: EmitOptions;
}

type Chosen = EventDecision['chosen'][number];
type Refused = EventDecision['refused'][number];

/**
 * Starts the runs that a named event triggers, one for each workflow: by the first of its triggers that fits. What is
 * to be started is decided once for an idempotency key and written before anything is started; whoever repeats the event
 * after a crash carries out the same decision. All of it is written when this answers: nothing of an event that was
 * answered is lost.
 */
export class EmitEvent {
  constructor(
    private readonly index: TriggerIndex,
    private readonly decisions: EventDecisions,
    private readonly plans: Pick<PlanCache, 'get'>,
    private readonly runs: Pick<StartRun, 'start'>,
    private readonly counters: Pick<TriggerCounters, 'count'>,
    private readonly logger: EngineLogger,
  ) {}

  /** @throws INVALID_REQUEST (no plain data), IDEMPOTENCY_KEY_REUSED; STATE_FULL and whatever else may pass, after every workflow had its turn */
  async emit(name: string, given: object, options: EmitOptions): Promise<EventAnswer> {
    const payload = plainPayload(given);
    const { teamId, idempotencyKey } = options;
    if (idempotencyKey === undefined) {
      const event = { id: randomUUID(), name, payload, options };
      return this.#start(event, await this.#decide(event, ''));
    }
    const id = hash([teamId, name, idempotencyKey]);
    const bodyHash = hash(payload);
    const event = { id, name, payload, options };
    const decision =
      (await this.decisions.find(teamId, id)) ??
      (await this.decisions.settle(teamId, id, await this.#decide(event, bodyHash)));
    if (decision.bodyHash !== bodyHash) {
      throw new WorkflowError('IDEMPOTENCY_KEY_REUSED', `The idempotency key emitted '${name}' with another payload.`);
    }
    if (decision.answer !== undefined) return decision.answer;
    const answer = await this.#start(event, decision);
    await this.decisions.answer(teamId, id, { ...decision, answer });
    return answer;
  }

  async #decide({ name, payload, options }: Emitted, bodyHash: string): Promise<EventDecision> {
    const chosen = new Map<string, Chosen>();
    const refused: Refused[] = [];
    for (const trigger of await this.index.named(options.teamId, name)) {
      const { workflowId, version, position } = trigger;
      if (chosen.has(workflowId)) continue;
      try {
        if (fulfils(trigger, payload, options.teamId)) chosen.set(workflowId, { workflowId, version, position });
      } catch (error) {
        refused.push(this.#refusal(workflowId, error));
      }
    }
    return { bodyHash, chosen: [...chosen.values()], refused };
  }

  async #start(event: Emitted, { chosen, refused }: EventDecision): Promise<EventAnswer> {
    const runs: EventAnswer['runs'] = [];
    const refusals = [...refused];
    let trouble: Error | undefined;
    for (const one of chosen) {
      try {
        runs.push({ workflowId: one.workflowId, runId: await this.#startOne(event, one) });
      } catch (error) {
        if (isRefusal(error)) refusals.push(this.#refusal(one.workflowId, error));
        else {
          trouble ??= asError(error);
          this.counters.count('event', 'failed');
          this.logger.warn(
            { workflowId: one.workflowId, err: error },
            'an event could not start a run that it triggers',
          );
        }
      }
    }
    if (trouble !== undefined) throw trouble;
    return { runs, refused: refusals };
  }

  /** Of the version that was chosen: what its trigger makes of the event is meant for its inputs. */
  async #startOne({ id, payload, options }: Emitted, { workflowId, version, position }: Chosen): Promise<string> {
    const { teamId, by, correlationId, traceparent } = options;
    const { triggers } = await this.plans.get(teamId, workflowId, version);
    const trigger = triggers[position];
    const map = trigger !== undefined && 'map' in trigger ? trigger.map : undefined;
    const { runId, isNew } = await this.runs.start(workflowId, triggerValue({ map }, payload, teamId) as object, {
      ...{ teamId, version, by, correlationId, traceparent },
      idempotencyKey: `event:${id}`,
    });
    if (isNew) this.counters.count('event', 'started');
    return runId;
  }

  #refusal(workflowId: string, error: unknown): Refused {
    if (!isRefusal(error)) throw error;
    this.counters.count('event', 'refused');
    const { code, message } = error;
    this.logger.warn({ workflowId, code, reason: message }, 'an event starts no run of a workflow that listens to it');
    return { workflowId, code, message };
  }
}

/** What came from a call in the same process may hold anything. @throws INVALID_REQUEST */
function plainPayload(given: object): JsonObject {
  const checked = checkTrigger({ inputs: [] }, given);
  if (checked.ok) return checked.trigger;
  throw new WorkflowError('INVALID_REQUEST', 'The payload of an event must be a plain object.', {
    details: checked.problems,
  });
}

/** Key order does not make another payload. */
function hash(value: readonly string[] | JsonObject): string {
  return createHash('sha256').update(canonicalJson(value)).digest('base64url');
}
