import { foldName, readSource, type AgentCatalogue, type CatalogueAgent } from '@workflow/core';
import type { TestedDefinition } from './test-run.js';

/** A catalogue of every agent and action that a definition names, each taking and giving anything. */
export function catalogueOf(definition: TestedDefinition): AgentCatalogue {
  const agents = new Map<string, { name: string; actions: Set<string> }>();
  const transformers: { source: string; target: string }[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    const { agent, action, type, transform } = value as Record<string, unknown>;
    const verb = action ?? type;
    if (typeof agent === 'string' && typeof verb === 'string') {
      const known = agents.get(foldName(agent)) ?? { name: agent, actions: new Set<string>() };
      agents.set(foldName(agent), known);
      known.actions.add(verb);
    }
    if (isTransform(transform)) transformers.push(transform);
    for (const inner of Object.values(value)) visit(inner);
  };
  visit(valueOf(definition));
  const list = [...agents.values()].map(({ name, actions }): CatalogueAgent => {
    const takesAnything = { effect: 'write', input: {}, output: {}, undoable: true } as const;
    return { name, actions: [...actions].map((verb) => ({ name: verb, ...takesAnything })) };
  });
  return { agents: list, transformers };
}

function valueOf(definition: TestedDefinition): unknown {
  if (typeof definition !== 'string') return definition;
  const source = readSource(definition, { format: 'yaml' });
  return source.ok ? source.value : undefined;
}

function isTransform(value: unknown): value is { source: string; target: string } {
  if (typeof value !== 'object' || value === null) return false;
  const { source, target } = value as Record<string, unknown>;
  return typeof source === 'string' && typeof target === 'string';
}
