import { createHash } from 'node:crypto';
import { renderValue, type ActionStep } from '@workflow/core';
import type { AgentRegistry, RegisteredAction } from '../agents/agent-registry.js';
import { prepareInput } from '../agents/call-action.js';
import { maxOutputBytes } from '../state/run-fields.js';
import type { RunStore } from '../state/run-store.js';
import type { Delivery } from './delivery.js';
import type { EngineLogger } from './engine-logger.js';
import { sortedJson } from './sorted-json.js';
import type { TakenStep } from './taken-step.js';

/** An output that an equal call gave before, with the step that made it. */
export interface CachedOutput {
  readonly output: unknown;
  readonly runId: string;
  readonly stepId: string;
}

/**
 * Outputs of calls that may be reused: of the same team, agent and action, with the same rendered inputs. Two equal calls
 * at the same moment may both be made.
 */
export class OutputCache {
  constructor(
    private readonly store: Pick<RunStore, 'redis' | 'keys' | 'codec'>,
    private readonly registry: Pick<AgentRegistry, 'find' | 'findTransformer'>,
    private readonly logger: EngineLogger,
  ) {}

  /** What an equal call gave, if the action still gives such; nothing where the inputs are not what it takes. */
  async find(delivery: Delivery, taken: TakenStep, definition: ActionStep): Promise<CachedOutput | undefined> {
    const call = this.#callOf(delivery, taken, definition);
    if (call === undefined) return undefined;
    const stored = await this.store.redis.get(this.store.keys.cachedOutput(call.hash));
    if (stored === null) return undefined;
    const found = this.store.codec.decode(stored, ownerOf(delivery.run.teamId)) as CachedOutput;
    return call.action.action.output.safeParse(found.output).success ? found : undefined;
  }

  /** Keeps an output for the time that the definition says. What cannot be kept is not: the step goes on without. */
  async keep(delivery: Delivery, taken: TakenStep, definition: ActionStep, output: unknown): Promise<void> {
    const { teamId, runId } = delivery.run;
    const call = this.#callOf(delivery, taken, definition);
    const ttl = definition.cache?.ttl ?? 0;
    if (call === undefined || ttl <= 0) return;
    const kept: CachedOutput = { output, runId, stepId: taken.stepId };
    const value = this.store.codec.encode(kept, ownerOf(teamId));
    if (Buffer.byteLength(value) > maxOutputBytes) return;
    try {
      await this.store.redis.set(this.store.keys.cachedOutput(call.hash), value, 'PX', ttl);
    } catch (err) {
      this.logger.warn({ ...delivery.run, stepId: taken.stepId, err }, 'an output was not kept for reuse');
    }
  }

  #callOf(
    delivery: Delivery,
    { stepId, context }: TakenStep,
    { agent, action: name, transform }: ActionStep,
  ): { action: RegisteredAction; hash: string } | undefined {
    const { cacheKey, inputs } = delivery.step(stepId).planned;
    const action = this.registry.find(agent, name);
    const transformer = transform && this.registry.findTransformer(transform.source, transform.target);
    if (action === undefined || (transform !== undefined && transformer === undefined)) return undefined;
    try {
      const told =
        cacheKey === undefined
          ? { inputs: prepareInput({ action, inputs, transformer, context }) }
          : { key: renderValue(cacheKey, context) ?? undefined };
      // A key that gives nothing would make all calls equal.
      if (told.key === undefined && cacheKey !== undefined) return undefined;
      const parts = [delivery.run.teamId, action.agent, action.action.name, told];
      return { action, hash: createHash('sha256').update(sortedJson(parts)).digest('base64url') };
    } catch {
      // The attempt itself says what is wrong with its inputs.
      return undefined;
    }
  }
}

function ownerOf(teamId: string): string {
  return `${teamId}|cache`;
}
