import * as fc from 'fast-check';
import { StateFixture } from '../state/state.fixture.js';
import { textOfBlock, type Block } from './block.js';
import { kindOf } from './kinds.js';

/** Histories under way at once, which share one connection. */
const lanes = 64;
/** Blocks after which what they left in Redis is removed. */
const blocksOfRound = 640;

/** Milliseconds that the search for the smallest case takes at the most. */
const shrinkMs = 120_000;

/** Which histories of a seed are played: those of the blocks `first`, `first + step`, … */
export interface Portion {
  readonly seed: number;
  readonly histories: number;
  readonly first: number;
  readonly step: number;
}

/** A block whose histories differ, in its smallest form. */
export interface FoundDifference {
  readonly block: number;
  /** The definition, the history, and what differs after which move. */
  readonly report: string;
}

/** Plays random histories by the rules and on Redis, many at once, and ends at the first difference. */
export class HistoryPlayer {
  #begun = 0;
  #next: number;
  #isStopped = false;
  #failure: { readonly block: number; readonly error: unknown } | undefined;

  constructor(
    private readonly portion: Portion,
    private readonly tell: (played: number) => void = () => undefined,
  ) {
    this.#next = portion.first;
  }

  /** Gives the first difference; undefined where there is none. */
  async play(): Promise<FoundDifference | undefined> {
    while (this.#goesOn) await this.#round();
    if (this.#failure === undefined) return undefined;
    const { block, error } = this.#failure;
    const again = await replayBlock(this.portion.seed, block);
    return again ?? { block, report: `It did not come again when block ${block} was played alone.\n${String(error)}` };
  }

  /** Ends after the histories that are under way. */
  stop(): void {
    this.#isStopped = true;
  }

  get #goesOn(): boolean {
    return !this.#isStopped && this.#failure === undefined && this.#begun < this.portion.histories;
  }

  /** Under keys of its own, so that Redis does not grow. */
  async #round(): Promise<void> {
    const state = new StateFixture(undefined, { enableAutoPipelining: true });
    const end = this.#next + blocksOfRound * this.portion.step;
    try {
      await Promise.all(Array.from({ length: lanes }, () => this.#lane(state, end)));
    } finally {
      await state.close();
    }
  }

  async #lane(state: StateFixture, end: number): Promise<void> {
    while (this.#goesOn && this.#next < end) {
      const block = this.#next;
      this.#next += this.portion.step;
      try {
        await this.#block(state, block);
      } catch (error) {
        this.#failure ??= { block, error };
      }
    }
  }

  async #block(state: StateFixture, number: number): Promise<void> {
    const kind = kindOf(number);
    const [block] = fc.sample(kind.blocks, { seed: seedOf(this.portion.seed, number), numRuns: 1 }) as [Block];
    for (const history of block.histories) {
      if (!this.#goesOn) return;
      this.#begun += 1;
      await kind.play(state, block.plan, history);
      this.tell(1);
    }
  }
}

/** Plays a block alone, for the smallest definition and history that differ; undefined where none does. */
export async function replayBlock(seed: number, block: number): Promise<FoundDifference | undefined> {
  const kind = kindOf(block);
  const state = new StateFixture();
  try {
    const property = fc.asyncProperty(kind.blocks, async ({ plan, histories }) => {
      for (const history of histories) await kind.play(state, plan, history);
    });
    const found = await fc.check(property, {
      seed: seedOf(seed, block),
      numRuns: 1,
      interruptAfterTimeLimit: shrinkMs,
    });
    if (!found.failed) return undefined;
    const text = found.counterexample === null ? '' : textOfBlock(found.counterexample[0]);
    return { block, report: `Block ${block} (${kind.name}):\n${text}\n${String(found.errorInstance)}` };
  } finally {
    await state.close();
  }
}

/** Seeds of neighbouring blocks have nothing in common. */
function seedOf(seed: number, block: number): number {
  const mixed = Math.imul(seed ^ Math.imul(block + 1, 0x9e3779b1), 0x85ebca6b);
  return (mixed ^ (mixed >>> 15)) | 0;
}
