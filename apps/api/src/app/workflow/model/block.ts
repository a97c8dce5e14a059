import type { Plan } from '@workflow/core';
import * as fc from 'fast-check';
import { maxSteps } from './flat-definitions.js';

/** Histories that one definition is played in, at most. */
const historiesOfBlock = 24;

/** One way in which a run of a definition may go. */
export interface History {
  /** How each step ends that has no condition, by its position. A condition is false. */
  readonly endings: readonly ('completed' | 'failed')[];
  /** Which of the moves that are possible comes next. */
  readonly moves: readonly number[];
  /** True when a worker goes on with what it frees. */
  readonly isInline: boolean;
}

/** A definition with several histories: it takes longer to check and to plan one than to play it. */
export interface Block {
  readonly plan: Plan;
  readonly histories: readonly History[];
}

/** Blocks over plans; each shrinks towards a small definition and one history of it, of so many moves that are drawn. */
export function blocks(plans: fc.Arbitrary<Plan>, moves = 3 * maxSteps): fc.Arbitrary<Block> {
  const history = fc.record({
    endings: fc.array(fc.constantFrom('completed', 'completed', 'completed', 'failed', 'failed'), {
      minLength: maxSteps,
      maxLength: maxSteps,
    }),
    moves: fc.array(fc.nat(999), { minLength: moves, maxLength: moves }),
    isInline: fc.boolean(),
  });
  const histories = fc.array(history, { minLength: 1, maxLength: historiesOfBlock, size: 'max' });
  return fc.record({ plan: plans, histories });
}

/** The definition and the histories, short enough to be read. */
export function textOfBlock({ plan, histories }: Block): string {
  const lines = histories.map(({ moves, ...history }) => {
    // Behind the drawn moves comes the first of those that are possible, as 0 says.
    const told = moves.slice(0, moves.findLastIndex((move) => move !== 0) + 1);
    return JSON.stringify({ ...history, moves: told });
  });
  return [JSON.stringify(plan.definition), ...lines].join('\n');
}
