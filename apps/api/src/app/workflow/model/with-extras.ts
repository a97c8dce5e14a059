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
 * The definition with as many of the extras as the checker lets pass: all, or else of each half, one after the other.
 * @throws RangeError for a definition that it refuses without any
 */
export function withExtras(extras: readonly Extra[], write: Written): WorkflowDefinition {
  const definition = definitionOf(taken([], extras, write), write);
  if (definition === undefined) throw new RangeError(`The checker refuses ${JSON.stringify(write((step) => step))}.`);
  return definition;
}

function taken(before: readonly Extra[], more: readonly Extra[], write: Written): readonly Extra[] {
  const all = [...before, ...more];
  if (more.length === 0 || definitionOf(all, write) !== undefined) return all;
  if (more.length === 1) return before;
  const half = Math.ceil(more.length / 2);
  return taken(taken(before, more.slice(0, half), write), more.slice(half), write);
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
