import type { z } from 'zod';

/** Reshapes what one agent gives into what another takes; registered by its pair of names. */
export interface Transformer<S = unknown, T = unknown> {
  /** Such as `LUCI.research_lead`. */
  readonly source: string;
  readonly target: string;
  readonly from: z.ZodType<S>;
  readonly to: z.ZodType<T>;
  transform(value: S): T;
}

/** Types a transformer by its two schemas. */
export function defineTransformer<S, T>(transformer: Transformer<S, T>): Transformer {
  return transformer;
}
