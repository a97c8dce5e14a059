import type { ExpressionContext } from '@workflow/core';

/** A step that this worker has taken, with what it reads. */
export interface TakenStep {
  readonly stepId: string;
  /** Attempts begun so far, this one included once it has begun. */
  readonly attempts: number;
  /** Milliseconds at which the first attempt began. */
  readonly firstBegunAt?: number;
  readonly context: ExpressionContext;
}

/** What a job does next; nothing means that it ends. */
export type Work =
  | { readonly kind: 'claim'; readonly stepId: string; readonly isRedelivery: boolean }
  /** A step that settling handed to this worker: begun already, or with its condition still to be looked at. */
  | { readonly kind: 'handed'; readonly taken: TakenStep; readonly hasBegun: boolean };
