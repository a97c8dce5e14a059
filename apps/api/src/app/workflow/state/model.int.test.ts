import { randomUUID } from 'node:crypto';
import {
  checkDefinition,
  endStep,
  evaluateExpression,
  isEndedStep,
  pendingStep,
  planDefinition,
  settleRemains,
  sparedSteps,
  startsStep,
  Transition,
  type AgentCatalogue,
  type ControlState,
  type Plan,
  type Reason,
  type RunControl,
  type StepControl,
  type StepEnd,
  type WorkflowDefinition,
} from '@workflow/core';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AttemptEnd } from '../runtime/attempt-end.js';
import type { Delivery } from '../runtime/delivery.js';
import { RealPath } from './real-path.fixture.js';
import { StateFixture } from './state.fixture.js';

const numRuns = Number(process.env['MODEL_RUNS'] ?? 250);
const seed = Number(process.env['MODEL_SEED'] ?? Math.trunc(Math.random() * 2 ** 31));
const maxSteps = 8;

const action = { name: 'act', effect: 'read', input: {}, output: {}, undoable: false } as const;
const catalogue: AgentCatalogue = {
  agents: ['LUCI', 'SABRINA'].map((name) => ({ name, actions: [action] })),
  transformers: [],
};

type Ending = 'completed' | 'failed' | 'skipped';

interface History {
  readonly plan: Plan;
  readonly endings: Readonly<Record<string, Ending>>;
  /** Which of the moves that are possible comes next. */
  readonly moves: readonly number[];
  /** True when a worker goes on with what it frees. */
  readonly isInline: boolean;
}

interface Shape {
  readonly joins: readonly ('all' | 'allSettled' | 'any' | 'first' | 'atLeast' | 'when')[];
  readonly rest: readonly ('keep' | 'cancel')[];
  readonly onDead: readonly ('skip' | 'run' | 'fail')[];
  readonly onFailure: readonly ('drain' | 'continue' | 'cancel')[];
}
const anyShape: Shape = {
  joins: ['all', 'all', 'allSettled', 'any', 'first', 'atLeast', 'when'],
  rest: ['keep', 'keep', 'cancel'],
  onDead: ['skip', 'run', 'fail'],
  onFailure: ['drain', 'continue', 'cancel'],
};

function histories({ joins, rest, onDead, onFailure }: Shape): fc.Arbitrary<History> {
  const step = fc.record({
    after: fc.array(fc.nat(maxSteps), { maxLength: 4 }),
    reads: fc.array(fc.nat(maxSteps), { maxLength: 1 }),
    join: fc.constantFrom(...joins),
    rest: fc.constantFrom(...rest),
    count: fc.integer({ min: 1, max: 3 }),
    wanted: fc.constantFrom('completed', 'failed', 'skipped', 'cancelled'),
    agent: fc.constantFrom('LUCI', 'LUCI', 'SABRINA'),
    onDead: fc.constantFrom(...onDead),
    onError: fc.oneof(fc.constantFrom('fail', 'fail', 'fail', 'continue'), fc.nat(maxSteps - 1)),
    ending: fc.constantFrom<Ending>('completed', 'completed', 'completed', 'failed', 'failed', 'skipped'),
  });
  return fc
    .record({
      steps: fc.array(step, { minLength: 1, maxLength: maxSteps }),
      onFailure: fc.constantFrom(...onFailure),
      moves: fc.array(fc.nat(999), { minLength: 3 * maxSteps, maxLength: 3 * maxSteps }),
      isInline: fc.boolean(),
    })
    .map(({ steps, onFailure: policy, moves, isInline }) => {
      const written = steps.map(({ after, reads, agent, onDead: dead, onError, ending, ...joining }, index) => ({
        ...{ id: `s${index}`, agent, action: 'act', retry: { attempts: 1 } },
        inputs: Object.fromEntries(idsBefore(reads, index).map((id) => [id, `{{steps.${id}.output}}`])),
        dependsOn: { ...joinOver(idsBefore(after, index), joining), onDead: dead },
        onError: onError === 'continue' ? 'continue' : 'fail',
        ...(ending === 'skipped' && { condition: 'trigger.isWanted' }),
      }));
      let definition = definitionOf(written, policy)!;
      // A fallback may lead back to what it serves: those that the checker refuses are left out.
      for (const [index, { onError }] of steps.entries()) {
        if (typeof onError !== 'number') continue;
        const before = written[index]!.onError;
        Object.assign(written[index]!, { onError: { fallback: `s${onError}` } });
        const next = definitionOf(written, policy);
        if (next === undefined) Object.assign(written[index]!, { onError: before });
        else definition = next;
      }
      const endings = Object.fromEntries(steps.map(({ ending }, index) => [`s${index}`, ending]));
      return { plan: planDefinition(definition), endings, moves, isInline };
    });
}

function idsBefore(positions: readonly number[], index: number): string[] {
  return [...new Set(positions.filter((at) => at < index))].map((at) => `s${at}`);
}

function joinOver(
  steps: readonly string[],
  { join, rest, count, wanted }: { join: Shape['joins'][number]; rest: string; count: number; wanted: string },
): object {
  if (steps.length === 0) return { steps };
  if (join === 'atLeast') return { steps, rest, join: { atLeast: Math.min(count, steps.length) } };
  // It looks at the status of the last step named, and at whether the first gave an output.
  const when = `steps.${steps.at(-1)}.status == '${wanted}' || steps.${steps[0]}.output.x == 1`;
  return { steps, rest, join: join === 'when' ? { when } : join };
}

function definitionOf(steps: readonly object[], onFailure: string): WorkflowDefinition | undefined {
  return checkDefinition({ value: { id: 'campaign', steps, onFailure } }, catalogue).definition;
}

/** The run rules alone, in memory: every end is decided by them. */
class PureRun implements ControlState {
  run: RunControl = { status: 'pending' };
  readonly reasons = new Map<string, Reason>();
  readonly #steps = new Map<string, StepControl>();

  constructor(readonly plan: Plan) {
    for (const stepId of plan.roots) this.put(stepId, 'ready');
  }

  step(stepId: string): StepControl {
    return this.#steps.get(stepId) ?? pendingStep;
  }

  openInstances(): readonly string[] {
    return [];
  }

  put(stepId: string, status: StepControl['status']): void {
    this.#steps.set(stepId, { ...this.step(stepId), status });
  }

  claim(stepId: string, begins: boolean): void {
    if (this.run.status === 'pending') this.run = { ...this.run, status: 'running' };
    if (begins) this.put(stepId, 'running');
  }

  #look(transition: Transition, stepId: string): boolean {
    const { rule } = this.plan.steps.get(stepId)!.join;
    if (rule.kind !== 'when') throw new RangeError(stepId);
    const steps = Object.fromEntries(
      rule.reads.map((id) => {
        const { status } = transition.step(id);
        return [id, { status, attempts: 1, output: status === 'completed' ? { x: 1 } : this.#saved(transition, id) }];
      }),
    );
    return Boolean(evaluateExpression(rule.expression, { steps }));
  }

  /** The output that a fallback gave to a failed step. */
  #saved(transition: Transition, stepId: string): object | undefined {
    const { onError } = this.plan.steps.get(stepId)!.step;
    if (onError.kind !== 'fallback' || transition.step(stepId).status !== 'failed') return undefined;
    const { status } = transition.step(onError.stepId);
    return status === 'completed' ? { x: 1 } : this.#saved(transition, onError.stepId);
  }

  /** Gives the steps that the end released; a cancelled run takes no more ends. */
  end(stepId: string, end: StepEnd): readonly string[] {
    const { stop } = this.run;
    if (stop?.mode === 'cancel' && !sparedSteps(this.plan, stop).has(stepId)) return [];
    if (isEndedStep(this.step(stepId).status)) return [];
    const transition = new Transition(this);
    endStep(this.plan, transition, stepId, end, (joining) => this.#look(transition, joining));
    for (const [id, { control, reason }] of transition.changes) {
      this.#steps.set(id, control);
      if (reason !== undefined) this.reasons.set(id, reason);
    }
    this.run = transition.run;
    return [...transition.released];
  }
}

const attemptEnds: Record<Exclude<Ending, 'skipped'>, AttemptEnd> = {
  completed: { kind: 'completed', output: { x: 1 } },
  failed: {
    kind: 'failed',
    failure: { code: 'AGENT_FAILED', retryable: false },
    reason: { code: 'AGENT_FAILED', message: 'It broke.' },
  },
};

function stepEndOf(ending: Ending): StepEnd {
  if (ending === 'completed') return { status: 'completed' };
  if (ending === 'failed') return { status: ending, reason: { code: 'AGENT_FAILED', message: 'It broke.' } };
  return { status: ending, reason: { code: 'CONDITION_FALSE', message: 'Its condition is false: false' } };
}

/** Drives one history through the rules and through Redis, and compares after each move. */
class Pair {
  readonly #pure: PureRun;
  readonly #real: RealPath;
  /** The delivery that holds each step that was taken and has not ended. */
  readonly #taken = new Map<string, Delivery>();

  constructor(
    state: StateFixture,
    private readonly history: History,
  ) {
    this.#pure = new PureRun(history.plan);
    this.#real = new RealPath(state, history.plan, `wr_0-${randomUUID()}`);
  }

  async play(): Promise<void> {
    await this.#real.create();
    await this.#compare('created');
    for (const move of this.history.moves) {
      const moves = this.#moves();
      const next = moves[move % moves.length];
      if (next === undefined) break;
      await next();
    }
    for (let rest = this.#moves(); rest[0] !== undefined; rest = this.#moves()) await rest[0]();
    const { plan } = this.history;
    expect(settleRemains(plan, await this.#real.read())).toEqual(settleRemains(plan, this.#pure));
  }

  #moves(): (() => Promise<void>)[] {
    const ids = [...this.history.plan.steps.keys()];
    const toClaim = ids.filter(
      (id) =>
        this.#pure.step(id).status === 'ready' &&
        !this.#taken.has(id) &&
        startsStep(this.history.plan, this.#pure.run.stop, id),
    );
    return [...toClaim.map((id) => () => this.#claim(id)), ...[...this.#taken.keys()].map((id) => () => this.#end(id))];
  }

  async #claim(stepId: string): Promise<void> {
    const hasCondition = this.history.plan.steps.get(stepId)?.condition !== undefined;
    expect(await this.#real.claim(stepId)).toBe(hasCondition ? 'claimed' : 'begun');
    this.#pure.claim(stepId, !hasCondition);
    this.#taken.set(stepId, this.#real.delivery(stepId));
    await this.#compare(`claimed ${stepId}`);
  }

  async #end(stepId: string): Promise<void> {
    const delivery = this.#taken.get(stepId)!;
    const ending = this.history.endings[stepId]!;
    const older = this.#real.delivery(delivery.jobStepId, 0);
    for (const late of Object.values(attemptEnds)) {
      await this.#real.settle(older, stepId, late, this.history.isInline);
      expect(this.#real.queues.take()).toEqual([]);
      await this.#compare(`${late.kind} by an older delivery: ${stepId}`);
    }
    this.#taken.delete(stepId);
    const isCancelled = this.#pure.run.stop?.mode === 'cancel';
    const released = this.#pure.end(stepId, stepEndOf(ending));
    const handed = await this.#settle(delivery, stepId, ending);
    const found = [...this.#real.queues.take(), ...(handed === undefined ? [] : [handed.stepId])];
    expect([stepId, ...found.toSorted()]).toEqual([stepId, ...released.toSorted()]);
    if (handed !== undefined) {
      this.#pure.claim(handed.stepId, handed.hasBegun);
      this.#taken.set(handed.stepId, delivery);
    }
    await this.#compare(`ended ${stepId} as ${ending}`);
    if (!isCancelled) await this.#repeat(delivery, stepId, ending);
  }

  /** A reply was lost, and the client sends the end once more. */
  async #repeat(delivery: Delivery, stepId: string, ending: Ending): Promise<void> {
    await this.#settle(delivery, stepId, ending);
    expect(this.#real.queues.take()).toEqual([]);
    await this.#compare(`ended ${stepId} as ${ending} once more`);
  }

  async #settle(
    delivery: Delivery,
    stepId: string,
    ending: Ending,
  ): Promise<{ stepId: string; hasBegun: boolean } | undefined> {
    if (ending === 'skipped') {
      await this.#real.skip(delivery, stepId);
      return undefined;
    }
    const work = await this.#real.settle(delivery, stepId, attemptEnds[ending], this.history.isInline);
    return work?.kind === 'handed' ? { stepId: work.taken.stepId, hasBegun: work.hasBegun } : undefined;
  }

  async #compare(after: string): Promise<void> {
    const record = await this.#real.read();
    const show = (run: ControlState, reasonOf: (stepId: string) => Reason | undefined): object => ({
      after,
      run: run.run.status,
      stop: run.run.stop && [run.run.stop.mode, run.run.stop.reason.code, run.run.stop.reason.stepId],
      spares: run.run.stop?.spares,
      open: run.run.open?.map(({ code, stepId }) => [code, stepId]),
      steps: Object.fromEntries(
        [...this.history.plan.steps.keys()].map((id) => [id, { ...run.step(id), reason: reasonOf(id)?.code }]),
      ),
    });
    expect(show(record, (id) => record.stepRecord(id).error)).toEqual(
      show(this.#pure, (id) => this.#pure.reasons.get(id)),
    );
  }
}

/** Ends everything that can end at the same moment, round by round; gives how the steps have ended. */
async function playTogether(state: StateFixture, { plan, endings, isInline }: History): Promise<object> {
  const real = new RealPath(state, plan, `wr_0-${randomUUID()}`);
  await real.create();
  const endOf = async (stepId: string): Promise<void> => {
    let delivery: { stepId: string; hasBegun: boolean } | undefined = {
      stepId,
      hasBegun: (await real.claim(stepId)) === 'begun',
    };
    const job = real.delivery(stepId);
    while (delivery !== undefined) {
      const { stepId: current }: { stepId: string } = delivery;
      const ending: Ending = endings[current]!;
      if (ending === 'skipped') {
        await real.skip(job, current);
        return;
      }
      const work = await real.settle(job, current, attemptEnds[ending], isInline);
      delivery = work?.kind === 'handed' ? { stepId: work.taken.stepId, hasBegun: work.hasBegun } : undefined;
    }
  };
  for (let ready: readonly string[] = plan.roots; ready.length > 0; ready = real.queues.take()) {
    await Promise.all(ready.map(endOf));
  }
  const record = await real.read();
  return Object.fromEntries([...plan.steps.keys()].map((id) => [id, record.step(id)]));
}

function playAlone({ plan, endings }: History): object {
  const pure = new PureRun(plan);
  const ids = [...plan.steps.keys()];
  for (;;) {
    const stepId = ids.find((id) => pure.step(id).status === 'ready');
    if (stepId === undefined) return Object.fromEntries(ids.map((id) => [id, pure.step(id)]));
    pure.end(stepId, stepEndOf(endings[stepId]!));
  }
}

describe(`random histories (MODEL_RUNS=${numRuns} MODEL_SEED=${seed})`, () => {
  let state: StateFixture;
  beforeAll(() => {
    state = new StateFixture();
    process.stdout.write(`model: ${numRuns} histories of each kind, MODEL_SEED=${seed}\n`);
  });
  afterAll(() => state.close());

  it('come to the same on Redis as by the run rules alone, move by move', { timeout: 600_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(histories(anyShape), async (history) => new Pair(state, history).play()),
      { numRuns, seed },
    );
  });

  it('come to the same when everything that can end does so at one moment', { timeout: 600_000 }, async () => {
    // Where every join skips what is dead, the order of ends changes nothing.
    const shape: Shape = { joins: ['all'], rest: ['keep'], onDead: ['skip'], onFailure: ['continue'] };
    await fc.assert(
      fc.asyncProperty(histories(shape), async (history) => {
        const [together, alone] = [await playTogether(state, history), playAlone(history)];
        const statuses = (steps: object): object =>
          Object.fromEntries(
            Object.entries(steps as Record<string, StepControl>).map(([id, { status }]) => [id, status]),
          );
        expect(statuses(together)).toEqual(statuses(alone));
      }),
      { numRuns, seed },
    );
  });
});
