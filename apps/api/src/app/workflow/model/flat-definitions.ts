import {
  checkDefinition,
  planDefinition,
  type AgentCatalogue,
  type Plan,
  type WorkflowDefinition,
} from '@workflow/core';
import * as fc from 'fast-check';

/** Steps that a definition has at most. */
export const maxSteps = 8;

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

const action = { name: 'act', effect: 'read', input: {}, output: {}, undoable: false } as const;

/** Two agents with one action. */
export const catalogue: AgentCatalogue = {
  agents: ['LUCI', 'SABRINA'].map((name) => ({ name, actions: [action] })),
  transformers: [],
};

/** Plans of definitions without containers: steps `s0` to `s7`, small ones more often than large ones. */
export function flatPlans({ joins, rest, onDead, onFailure }: Shape): fc.Arbitrary<Plan> {
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
    hasCondition: fc.constantFrom(false, false, false, false, true),
  });
  const few = fc.array(step, { minLength: 1, maxLength: maxSteps / 2 });
  const many = fc.array(step, { minLength: 1, maxLength: maxSteps });
  return fc
    .record({
      steps: fc.oneof({ arbitrary: few, weight: 2 }, { arbitrary: many, weight: 1 }),
      onFailure: fc.constantFrom(...onFailure),
    })
    .map(({ steps, onFailure: policy }) => {
      const written = steps.map(({ after, reads, agent, onDead: dead, onError, hasCondition, ...joining }, index) => ({
        ...{ id: `s${index}`, agent, action: 'act', retry: { attempts: 1 } },
        inputs: Object.fromEntries(idsBefore(reads, index).map((id) => [id, `{{steps.${id}.output}}`])),
        dependsOn: { ...joinOver(idsBefore(after, index), joining), onDead: dead },
        onError: onError === 'continue' ? 'continue' : 'fail',
        ...(hasCondition && { condition: 'trigger.isWanted' }),
      }));
      const fallbacks = steps.map(({ onError }) => (typeof onError === 'number' ? `s${onError}` : undefined));
      return planDefinition(withFallbacks(written, fallbacks, policy));
    });
}

/** A fallback may lead back to what it serves: those that the checker refuses are left out. */
function withFallbacks(
  steps: readonly object[],
  fallbacks: readonly (string | undefined)[],
  onFailure: string,
): WorkflowDefinition {
  let written = [...steps];
  let definition = definitionOf(written, onFailure);
  for (const [index, fallback] of fallbacks.entries()) {
    if (fallback === undefined) continue;
    const next = written.with(index, { ...written[index], onError: { fallback } });
    const checked = definitionOf(next, onFailure);
    if (checked === undefined) continue;
    [written, definition] = [next, checked];
  }
  return definition as WorkflowDefinition;
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
