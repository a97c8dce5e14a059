import { checkDefinition, planDefinition, type AgentCatalogue, type Plan } from '@workflow/core';

const catalogue: AgentCatalogue = {
  agents: [{ name: 'LUCI', actions: [{ name: 'act', effect: 'read', input: {}, output: {}, undoable: false }] }],
  transformers: [],
};

/** A step whose agent does nothing in particular. */
export const act = (id: string, more: object = {}) => ({ id, agent: 'LUCI', action: 'act', inputs: {}, ...more });

/** A plan of these steps. @throws Error with the problems of a definition that has some */
export function planOf(...steps: readonly object[]): Plan {
  return planWith({}, ...steps);
}

/** The same, with more that its definition says. @throws Error with the problems of a definition that has some */
export function planWith(more: object, ...steps: readonly object[]): Plan {
  const { definition, problems } = checkDefinition({ value: { id: 'campaign', steps, ...more } }, catalogue);
  if (definition === undefined) throw new Error(JSON.stringify(problems));
  return planDefinition(definition);
}
