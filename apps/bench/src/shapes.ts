/** The agents of the bench. */
export const agentNames = ['ALPHA', 'BETA', 'GAMMA'] as const;
export type AgentName = (typeof agentNames)[number];

export interface ShapeStep {
  readonly id: string;
  readonly agent: AgentName;
  readonly dependsOn: readonly string[];
}

/** Runs of one batch, and how many of them live at once. */
export interface Load {
  readonly runs: number;
  readonly inFlight: number;
}

/** A form of run that both contenders can carry out: as raw jobs it is a tree, whose root is the last step. */
export interface Shape {
  readonly name: string;
  readonly title: string;
  readonly steps: readonly ShapeStep[];
  /** False when each edge changes the agent: then nothing can go on inline. */
  readonly isOneAgent: boolean;
  readonly load: Load;
  /** Runs, one after the other, that tell the time from step to step. */
  readonly alone: number;
}

export const shapes: readonly Shape[] = [
  {
    name: 'chain-3',
    title: 'chain of 3, one agent',
    steps: chain(3, ['ALPHA']),
    isOneAgent: true,
    load: { runs: 120, inFlight: 30 },
    alone: 15,
  },
  {
    name: 'chain-3-agents',
    title: 'chain of 3, agent changes',
    steps: chain(3, agentNames),
    isOneAgent: false,
    load: { runs: 120, inFlight: 30 },
    alone: 15,
  },
  {
    name: 'fan-out-10',
    title: 'fan-out of 10 and join',
    steps: fanOut(10),
    isOneAgent: true,
    load: { runs: 48, inFlight: 12 },
    alone: 8,
  },
  {
    name: 'chain-100',
    title: 'chain of 100, one agent',
    steps: chain(100, ['ALPHA']),
    isOneAgent: true,
    load: { runs: 12, inFlight: 6 },
    alone: 1,
  },
];

/** @throws RangeError naming the shapes that there are */
export function findShape(name: string): Shape {
  const shape = shapes.find((known) => known.name === name);
  if (shape !== undefined) return shape;
  throw new RangeError(`There is no shape '${name}'; there are ${shapes.map((known) => known.name).join(', ')}.`);
}

/** The shape as a workflow definition; its name is the workflow's id. */
export function definitionOf({ name, steps }: Shape): object {
  return { id: name, steps: steps.map((step) => ({ ...step, action: 'work', inputs: {} })) };
}

function chain(length: number, agents: readonly AgentName[]): ShapeStep[] {
  return Array.from({ length }, (_, place) => ({
    id: `s${place + 1}`,
    agent: agents[place % agents.length] ?? 'ALPHA',
    dependsOn: place === 0 ? [] : [`s${place}`],
  }));
}

function fanOut(width: number): ShapeStep[] {
  const wide = Array.from({ length: width }, (_, place): ShapeStep => {
    return { id: `s${place + 1}`, agent: 'ALPHA', dependsOn: [] };
  });
  return [...wide, { id: 'join', agent: 'ALPHA', dependsOn: wide.map(({ id }) => id) }];
}
