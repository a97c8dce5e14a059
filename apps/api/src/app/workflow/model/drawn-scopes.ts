import * as fc from 'fast-check';
import { drawnStep, type DrawnStep, type Shape } from './drawn-step.js';

/** A step of a scope: an agent's, or a container; `special` says what else it may be or have. */
export interface DrawnNode {
  readonly step: DrawnStep;
  readonly priority?: number;
  /** Which of the conditions that its scope allows, if it has one. */
  readonly condition: number;
  readonly special: DrawnSpecial;
  readonly inside?: DrawnContainer;
}

/** What a step may be or have, if the checker lets it: others are named by their positions. */
export type DrawnSpecial =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'choice';
      readonly branches: readonly number[];
      readonly mode: string;
      readonly otherwise?: number;
    }
  | { readonly kind: 'end'; readonly outcome: string }
  | { readonly kind: 'cancels'; readonly at: number };

interface DrawnInside {
  readonly nodes: readonly DrawnNode[];
  /** Position of the step whose output an instance gives; absent: the last, by the language's own rule. */
  readonly output?: number;
}

export type DrawnContainer =
  | (DrawnInside & {
      readonly kind: 'map';
      readonly items: number;
      readonly concurrency: number;
      readonly onItemError: string;
      readonly tolerate?: number | string;
      readonly completeWhen?: string | number;
      readonly rest: string;
    })
  | (DrawnInside & { readonly kind: 'loop'; readonly test: number; readonly maxIterations: number })
  | (DrawnInside & { readonly kind: 'interleave'; readonly order: readonly (readonly [number, number])[] });

/** How deep containers stand in one another, at most. */
const maxDepth = 2;
/** Steps of the top scope, and of one inside, at most. */
const widths = [4, 3, 2] as const;

const few = (most: number): fc.Arbitrary<number> => fc.nat(most);
const maybe = <T>(drawn: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(drawn, { nil: undefined, freq: 1 });

/** The steps of a run's top scope, of which one at least is a container. */
export function drawnRun(shape: Shape): fc.Arbitrary<readonly DrawnNode[]> {
  return fc
    .tuple(nodes(shape, 0, 0), node(shape, 0, drawnContainer(shape, 1)), fc.nat(widths[0] - 1))
    .map(([others, container, at]) => others.toSpliced(at, 0, container).slice(0, widths[0] + 1));
}

function nodes(shape: Shape, depth: number, minLength: number): fc.Arbitrary<DrawnNode[]> {
  const plain = fc.constant(undefined);
  const inside = depth < maxDepth ? drawnContainer(shape, depth + 1) : plain;
  const some = fc.oneof({ arbitrary: plain, weight: 5 }, { arbitrary: inside, weight: 1 });
  return fc.array(node(shape, depth, some), { minLength, maxLength: widths[depth] });
}

function node(shape: Shape, depth: number, inside: fc.Arbitrary<DrawnContainer | undefined>): fc.Arbitrary<DrawnNode> {
  return fc.record({
    step: drawnStep(shape, widths[depth] as number),
    priority: fc.constantFrom(undefined, undefined, 1),
    condition: fc.nat(9),
    special: drawnSpecial(widths[depth] as number),
    inside,
  });
}

function drawnSpecial(width: number): fc.Arbitrary<DrawnSpecial> {
  return fc.oneof(
    { arbitrary: fc.constant({ kind: 'none' } as const), weight: 8 },
    {
      arbitrary: fc.record({
        kind: fc.constant('choice' as const),
        branches: fc.array(few(width), { minLength: 1, maxLength: 2 }),
        mode: fc.constantFrom('first', 'every'),
        otherwise: maybe(few(width)),
      }),
      weight: 3,
    },
    {
      arbitrary: fc.record({ kind: fc.constant('end' as const), outcome: fc.constantFrom('completed', 'failed') }),
      weight: 1,
    },
    { arbitrary: fc.record({ kind: fc.constant('cancels' as const), at: few(width) }), weight: 1 },
  );
}

function drawnContainer(shape: Shape, depth: number): fc.Arbitrary<DrawnContainer> {
  const inside = { nodes: nodes(shape, depth, 1), output: maybe(few(widths[depth] as number)) };
  const counted = fc.constantFrom(
    'map.ok >= 1',
    'map.ok + map.failed >= 2',
    'map.outputs.length >= 2',
    'map.failed > 0',
  );
  const map = fc.record({
    ...inside,
    kind: fc.constant('map' as const),
    items: fc.constantFrom(0, 1, 2, 3, 3),
    concurrency: fc.integer({ min: 1, max: 3 }),
    onItemError: fc.constantFrom('fail', 'continue'),
    tolerate: fc.constantFrom(undefined, undefined, 1, '50%'),
    // A number names a step whose end is asked for.
    completeWhen: fc.oneof(fc.constant(undefined), fc.constant(undefined), counted, few(widths[0])),
    rest: fc.constantFrom('cancel', 'keep'),
  });
  const loop = fc.record({
    ...inside,
    kind: fc.constant('loop' as const),
    test: fc.nat(9),
    maxIterations: fc.integer({ min: 1, max: 3 }),
  });
  const interleave = fc.record({
    ...inside,
    kind: fc.constant('interleave' as const),
    order: fc.array(fc.tuple(few(2), few(2)), { maxLength: 2 }),
  });
  return fc.oneof({ arbitrary: map, weight: 3 }, loop, interleave);
}

/** The same steps without what makes the order of ends count: no choice, no end, no early completion, no last try. */
export function calmed(nodes: readonly DrawnNode[]): readonly DrawnNode[] {
  return nodes.map((one) => ({
    ...one,
    special: { kind: 'none' },
    ...(one.inside !== undefined && { inside: calmedInside(one.inside) }),
  }));
}

function calmedInside(inside: DrawnContainer): DrawnContainer {
  const nodes = calmed(inside.nodes);
  switch (inside.kind) {
    case 'map':
      return { ...inside, nodes, completeWhen: undefined };
    case 'loop':
      return { ...inside, nodes, test: 0, maxIterations: 3 };
    case 'interleave':
      return { ...inside, nodes };
  }
}
