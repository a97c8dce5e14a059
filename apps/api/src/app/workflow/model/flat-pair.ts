import { randomUUID } from 'node:crypto';
import { settleRemains, startsStep, type Plan } from '@workflow/core';
import type { Delivery } from '../runtime/delivery.js';
import { RealPath } from '../state/real-path.fixture.js';
import type { StateFixture } from '../state/state.fixture.js';
import type { History } from './block.js';
import { controlText } from './control-text.js';
import { demandSame } from './difference.js';
import { attemptEnds, stepEndOf, type Ending } from './endings.js';
import { PureRun } from './pure-run.js';

/** A step that a worker was handed. */
interface Handed {
  readonly stepId: string;
  readonly hasBegun: boolean;
}

/** Of so many ends one comes after late ends of the same step, and once more: each costs as much as a move. */
const disturbedEach = 3;

/** Drives one history through the run rules and through Redis, and compares after each move. */
export class FlatPair {
  readonly #pure: PureRun;
  readonly #real: RealPath;
  readonly #ids: readonly string[];
  /** The delivery that holds each step that was taken and has not ended. */
  readonly #taken = new Map<string, Delivery>();
  /** What the run is by the rules, until it is moved again. */
  #expected: string | undefined;

  constructor(
    state: StateFixture,
    private readonly plan: Plan,
    private readonly history: History,
  ) {
    this.#pure = new PureRun(plan);
    this.#real = new RealPath(state, plan, `wr_0-${randomUUID()}`);
    this.#ids = [...plan.steps.keys()];
  }

  /** @throws Difference */
  async play(): Promise<void> {
    await this.#real.create();
    await this.#compare('created');
    for (let at = 0, next = this.#next(at); next !== undefined; next = this.#next((at += 1))) await next();
    const remains = settleRemains(this.plan, await this.#real.read());
    demandSame('what remains', JSON.stringify(settleRemains(this.plan, this.#pure)), JSON.stringify(remains));
  }

  /** The next of the moves that are possible; undefined when there is none. Behind the drawn ones, the first. */
  #next(at: number): (() => Promise<void>) | undefined {
    const claims = this.#ids.filter((id) => this.#isFree(id)).map((id) => () => this.#claim(id));
    const drawn = this.history.moves[at] ?? 0;
    const isDisturbed = Math.floor(drawn / 100) % disturbedEach === 0;
    const ends = [...this.#taken.keys()].map((id) => () => this.#end(id, isDisturbed));
    const moves = [...claims, ...ends];
    return moves[drawn % moves.length];
  }

  #isFree(stepId: string): boolean {
    if (this.#pure.step(stepId).status !== 'ready' || this.#taken.has(stepId)) return false;
    return startsStep(this.plan, this.#pure.run.stop, stepId);
  }

  async #claim(stepId: string): Promise<void> {
    const isAsked = this.#isAsked(stepId);
    demandSame(`claiming ${stepId}`, isAsked ? 'claimed' : 'begun', await this.#real.claim(stepId));
    this.#moved((pure) => pure.claim(stepId, !isAsked));
    this.#taken.set(stepId, this.#real.delivery(stepId));
    await this.#compare(`claimed ${stepId}`);
  }

  async #end(stepId: string, isDisturbed: boolean): Promise<void> {
    const delivery = this.#taken.get(stepId) as Delivery;
    const ending = this.#isAsked(stepId) ? 'skipped' : (this.history.endings[this.#ids.indexOf(stepId)] as Ending);
    if (isDisturbed) await this.#late(delivery, stepId);
    this.#taken.delete(stepId);
    const isCancelled = this.#pure.run.stop?.mode === 'cancel';
    const released = this.#moved((pure) => pure.end(stepId, stepEndOf(ending)));
    const handed = await this.#settle(delivery, stepId, ending);
    this.#demandReleased(`ended ${stepId}`, released, handed === undefined ? [] : [handed.stepId]);
    if (handed !== undefined) {
      this.#moved((pure) => pure.claim(handed.stepId, handed.hasBegun));
      this.#taken.set(handed.stepId, delivery);
    }
    await this.#compare(`ended ${stepId} as ${ending}`);
    if (isDisturbed && !isCancelled) await this.#repeat(delivery, stepId, ending);
  }

  /** A worker that was taken for dead ends the step in its own way. */
  async #late(delivery: Delivery, stepId: string): Promise<void> {
    const older = this.#real.delivery(delivery.jobStepId, 0);
    for (const late of Object.values(attemptEnds)) {
      const after = `${late.kind} by an older delivery: ${stepId}`;
      await this.#real.settle(older, stepId, late, this.history.isInline);
      this.#demandReleased(after, []);
      await this.#compare(after);
    }
  }

  /** A reply was lost, and the client sends the end once more. */
  async #repeat(delivery: Delivery, stepId: string, ending: Ending): Promise<void> {
    const after = `ended ${stepId} as ${ending} once more`;
    await this.#settle(delivery, stepId, ending);
    this.#demandReleased(after, []);
    await this.#compare(after);
  }

  async #settle(delivery: Delivery, stepId: string, ending: Ending): Promise<Handed | undefined> {
    if (ending === 'skipped') {
      await this.#real.skip(delivery, stepId);
      return undefined;
    }
    const work = await this.#real.settle(delivery, stepId, attemptEnds[ending], this.history.isInline);
    return work?.kind === 'handed' ? { stepId: work.taken.stepId, hasBegun: work.hasBegun } : undefined;
  }

  #isAsked(stepId: string): boolean {
    return this.plan.steps.get(stepId)?.condition !== undefined;
  }

  #moved<T>(move: (pure: PureRun) => T): T {
    this.#expected = undefined;
    return move(this.#pure);
  }

  #demandReleased(after: string, expected: readonly string[], handed: readonly string[] = []): void {
    const found = [...this.#real.queues.take(), ...handed];
    demandSame(`${after}: released`, expected.toSorted().join(), found.toSorted().join());
  }

  async #compare(after: string): Promise<void> {
    const record = await this.#real.read();
    this.#expected ??= controlText(this.plan, this.#pure, (id) => this.#pure.reasons.get(id));
    demandSame(
      after,
      this.#expected,
      controlText(this.plan, record, (id) => record.stepRecord(id).error),
    );
  }
}
