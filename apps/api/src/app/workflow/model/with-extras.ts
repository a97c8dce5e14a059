import { checkDefinition, type AgentCatalogue, type WorkflowDefinition } from '@workflow/core';

const action = { name: 'act', effect: 'read', input: {}, output: {}, undoable: false } as const;

/** Two agents with one action. */
export const catalogue: AgentCatalogue = {
  agents: ['LUCI', 'SABRINA'].map((name) => ({ name, actions: [action] })),
  transformers: [],
};

/** A step as it is written. */
export type WrittenStep = { readonly id: string } & Readonly<Record<string, unknown>>;

/** What a step may have beside what is always allowed, such as a fallback, which may lead back to what it serves. */
export interface Extra {
  readonly stepId: string;
  change(step: WrittenStep): WrittenStep;
}

/** Writes a definition whose steps are each changed by this. */
export type Written = (changed: (step: WrittenStep) => WrittenStep) => object;

/**
 * The definition with all of the extras, or else with those, tried in turn, that the checker lets pass.
 * @throws RangeError for one that it refuses without any
 */
export function withExtras(extras: readonly Extra[], write: Written): WorkflowDefinition {
  const whole = definitionOf(extras, write);
  if (whole !== undefined) return whole;
  let taken: readonly Extra[] = [];
  let definition = definitionOf(taken, write);
  if (definition === undefined) throw new RangeError(`The checker refuses ${JSON.stringify(write((step) => step))}.`);
  for (const extra of extras) {
    const next = [...taken, extra];
    const checked = definitionOf(next, write);
    if (checked !== undefined) [taken, definition] = [next, checked];
  }
  return definition;
}

function definitionOf(extras: readonly Extra[], write: Written): WorkflowDefinition | undefined {
  const changed = (step: WrittenStep): WrittenStep =>
    extras.reduce((as, extra) => (extra.stepId === step.id ? extra.change(as) : as), step);
  return checkDefinition({ value: write(changed) }, catalogue).definition;
}

/** The fallback of a step. */
export function fallbackExtra(stepId: string, fallback: string): Extra {
  return { stepId, change: (step) => ({ ...step, onError: { fallback } }) };
}
