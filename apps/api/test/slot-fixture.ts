import { until } from '@workflow/testing';
import type { Run, StepState } from '@workflow/contract';
import { expect } from 'vitest';
import { WORKFLOW_ENGINE } from '../src/app/workflow/engine.provider.js';
import type { Engine } from '../src/app/workflow/engine.js';
import type { WorkflowOptions } from '../src/app/workflow/index.js';
import { startEngine, teamId, type EngineFixture } from './engine-fixture.js';

const caller = { teamId };

/** A step that acts until it is let go. */
export interface Gate {
  readonly begun: Promise<void>;
  readonly open: () => void;
  readonly fail: (why: Error) => void;
}

export const step = (id: string, more: object = {}) => ({ id, agent: 'ALPHA', action: 'read', inputs: {}, ...more });

/** A step in the critical section `K` of its team. */
export const held = (id: string, more: object = {}) => step(id, { mutex: { key: 'K', scope: 'team' }, ...more });

/** Status and reason of each step. */
export const ends = (run: Pick<Run, 'steps'>) =>
  Object.fromEntries(
    run.steps.map(({ stepId, status, error }) => [stepId, error ? `${status} ${error.code}` : status]),
  );

/** An engine for tests of what lies across runs; nothing of it may be left when a test ends. */
export class SlotFixture {
  private constructor(
    readonly engine: EngineFixture,
    readonly parts: Engine,
  ) {}

  static async start(options: Partial<WorkflowOptions> = {}): Promise<SlotFixture> {
    const engine = await startEngine({ sweeper: { everyMs: 3_600_000, minAgeMs: 0 }, ...options });
    return new SlotFixture(engine, engine.app.get<Engine>(WORKFLOW_ENGINE, { strict: false }));
  }

  async expectNothingLeft(): Promise<void> {
    this.engine.script.reset();
    expect(await this.engine.redis.keys(`{${this.engine.prefix}:slot:*`)).toEqual([]);
  }

  publish(definition: object): Promise<unknown> {
    return this.engine.workflows.publish(definition, caller);
  }
  get(runId: string): Promise<Run> {
    return this.engine.workflows.get(runId, caller);
  }
  result(runId: string): Promise<Run> {
    return this.engine.workflows.result(runId, { ...caller, timeout: 20_000 });
  }
  async start(workflowId: string, trigger: object = {}): Promise<string> {
    return (await this.engine.workflows.start(workflowId, trigger, caller)).runId;
  }
  async publishAndStart(definition: { id: string }, trigger: object = {}): Promise<string> {
    await this.publish(definition);
    return this.start(definition.id, trigger);
  }
  async shows(runId: string, stepId: string, status: string): Promise<StepState> {
    return until(`${stepId} is ${status}`, async () => {
      const found = (await this.get(runId)).steps.find((each) => each.stepId === stepId);
      return found?.status === status && found;
    });
  }
  async timeline(runId: string): Promise<{ type: string; stepId?: string; data?: object }[]> {
    return (await this.engine.workflows.timeline(runId, caller)).items;
  }

  /** Lets a step act until it is let go; it obeys its abort unless told otherwise. */
  gate(stepId: string, { isDeaf = false } = {}): Gate {
    const begun = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<unknown>();
    this.engine.script.on(stepId, async (_, { signal }) => {
      begun.resolve();
      if (isDeaf) return goOn.promise;
      const aborted = new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason as Error));
      });
      return Promise.race([goOn.promise, aborted]);
    });
    return { begun: begun.promise, open: () => goOn.resolve({}), fail: (why) => goOn.reject(why) };
  }

  /** Another run that is in the critical section until it is let go. */
  async holder(): Promise<Gate & { readonly runId: string }> {
    const hold = this.gate('hold');
    const runId = await this.publishAndStart({ id: 'holder', steps: [held('hold')] } as { id: string });
    await hold.begun;
    return { ...hold, runId };
  }
}
