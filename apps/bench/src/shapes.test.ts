import { describe, expect, it } from 'vitest';
import { definitionOf, findShape, shapes } from './shapes.js';

describe('a shape', () => {
  it('is a tree whose root is its last step, so that raw jobs can have it', () => {
    for (const { steps } of shapes) {
      const waitedFor = steps.flatMap(({ dependsOn }) => dependsOn);
      expect(new Set(waitedFor).size).toBe(waitedFor.length);
      expect(new Set(waitedFor)).toEqual(new Set(steps.slice(0, -1).map(({ id }) => id)));
    }
  });

  it('says truly whether every edge changes the agent', () => {
    for (const { steps, isOneAgent } of shapes) {
      const agentOf = new Map(steps.map(({ id, agent }) => [id, agent]));
      const edges = steps.flatMap(({ agent, dependsOn }) => dependsOn.map((id) => agentOf.get(id) === agent));
      expect(new Set(edges)).toEqual(new Set([isOneAgent]));
    }
  });

  it('is a definition under its name', () => {
    expect(definitionOf(findShape('chain-3'))).toMatchObject({
      id: 'chain-3',
      steps: [{ id: 's1', action: 'work' }, {}, {}],
    });
  });
});
