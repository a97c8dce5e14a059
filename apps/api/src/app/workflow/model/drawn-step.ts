import * as fc from 'fast-check';

/** What the steps of a random definition may be like; one that is named twice comes twice as often. */
export interface Shape {
  readonly joins: readonly ('all' | 'allSettled' | 'any' | 'first' | 'atLeast' | 'when')[];
  readonly rest: readonly ('keep' | 'cancel')[];
  readonly onDead: readonly ('skip' | 'run' | 'fail')[];
  readonly onFailure: readonly ('drain' | 'continue' | 'cancel')[];
}

export const anyShape: Shape = {
  joins: ['all', 'all', 'allSettled', 'any', 'first', 'atLeast', 'when'],
  rest: ['keep', 'keep', 'cancel'],
  onDead: ['skip', 'run', 'fail'],
  onFailure: ['drain', 'continue', 'cancel'],
};

/** Where every join skips what is dead, the order of ends changes nothing. */
export const anyOrderShape: Shape = { joins: ['all'], rest: ['keep'], onDead: ['skip'], onFailure: ['continue'] };

/** A step as it was drawn: others are named by their positions, of which those that do not come before it fall away. */
export interface DrawnStep {
  readonly after: readonly number[];
  readonly reads: readonly number[];
  readonly join: Shape['joins'][number];
  readonly rest: string;
  readonly count: number;
  readonly wanted: string;
  readonly agent: string;
  readonly onDead: string;
  /** The position of its fallback, or what its failure does. */
  readonly onError: string | number;
  readonly hasCondition: boolean;
}

/** Steps of a scope that has at most so many. */
export function drawnStep({ joins, rest, onDead }: Shape, maxSteps: number): fc.Arbitrary<DrawnStep> {
  return fc.record({
    after: fc.array(fc.nat(maxSteps), { maxLength: 4 }),
    reads: fc.array(fc.nat(maxSteps), { maxLength: 1 }),
    join: fc.constantFrom(...joins),
    rest: fc.constantFrom(...rest),
    count: fc.integer({ min: 1, max: 3 }),
    wanted: fc.constantFrom('completed', 'failed', 'skipped', 'cancelled'),
    agent: fc.constantFrom('LUCI', 'LUCI', 'SABRINA'),
    onDead: fc.constantFrom(...onDead),
    onError: fc.oneof(fc.constantFrom('fail', 'fail', 'fail', 'continue'), fc.nat(maxSteps - 1)),
    hasCondition: fc.constantFrom(false, false, false, false, true),
  });
}

/** What the step asks of others and makes of its own end; `before` are the ids that come before it in its scope. */
export function flowOf(drawn: DrawnStep, before: readonly string[], condition = 'trigger.isWanted'): object {
  return {
    dependsOn: { ...joinOver(idsAt(drawn.after, before), drawn), onDead: drawn.onDead },
    onError: drawn.onError === 'continue' ? 'continue' : 'fail',
    ...(drawn.hasCondition && { condition }),
  };
}

/** What an agent is asked for; it reads outputs of these steps. */
export function callOf({ agent, reads }: DrawnStep, readable: readonly string[]): object {
  const inputs = Object.fromEntries(idsAt(reads, readable).map((id) => [id, `{{steps.${id}.output}}`]));
  return { agent, action: 'act', retry: { attempts: 1 }, inputs };
}

/** The ids at these positions, as far as there are any. */
function idsAt(positions: readonly number[], ids: readonly string[]): string[] {
  return [...new Set(positions)].flatMap((at) => ids[at] ?? []);
}

function joinOver(steps: readonly string[], { join, rest, count, wanted }: DrawnStep): object {
  if (steps.length === 0) return { steps };
  if (join === 'atLeast') return { steps, rest, join: { atLeast: Math.min(count, steps.length) } };
  // It looks at the status of the last step named, and at whether the first gave an output.
  const when = `steps.${steps.at(-1)}.status == '${wanted}' || steps.${steps[0]}.output.x == 1`;
  return { steps, rest, join: join === 'when' ? { when } : join };
}
