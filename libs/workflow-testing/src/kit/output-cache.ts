import { renderValue, type ActionStep, type ExpressionContext, type StepPlace } from '@workflow/core';

/** Outputs of calls that may be reused, for as long as their steps said. */
export class OutputCache {
  readonly #kept = new Map<string, { readonly output: unknown; readonly until: number }>();

  constructor(private readonly clock: { now(): number }) {}

  find(place: StepPlace, step: ActionStep, context: ExpressionContext): { readonly output: unknown } | undefined {
    if (step.cache === undefined) return undefined;
    const kept = this.#kept.get(keyOf(place, step, context) ?? '');
    return kept !== undefined && kept.until > this.clock.now() ? kept : undefined;
  }

  keep(place: StepPlace, step: ActionStep, context: ExpressionContext, output: unknown): void {
    const { ttl = 0 } = step.cache ?? {};
    const key = ttl > 0 ? keyOf(place, step, context) : undefined;
    if (key !== undefined) this.#kept.set(key, { output, until: this.clock.now() + ttl });
  }
}

/** Undefined for a key that gives nothing: it would make all calls equal. */
function keyOf({ planned }: StepPlace, { agent, action }: ActionStep, context: ExpressionContext): string | undefined {
  const { cacheKey, inputs } = planned;
  const told =
    cacheKey === undefined ? { inputs: renderValue(inputs, context) } : { key: renderValue(cacheKey, context) };
  return 'key' in told && (told.key ?? undefined) === undefined ? undefined : JSON.stringify([agent, action, told]);
}
