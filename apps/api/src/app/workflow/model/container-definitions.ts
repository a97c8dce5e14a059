/* oxlint-disable unicorn/no-thenable -- `then` is a field of the language */
import { planDefinition, type Plan } from '@workflow/core';
import * as fc from 'fast-check';
import { calmed, drawnRun, type DrawnContainer, type DrawnNode, type DrawnSpecial } from './drawn-scopes.js';
import { anyOrderShape, anyShape, callOf, flowOf } from './drawn-step.js';
import { fallbackExtra, withExtras, type Extra, type Written, type WrittenStep } from './with-extras.js';

/** Where steps stand: the ids around them that they may read, and what `item` and `loop` mean there. */
interface Around {
  readonly readable: readonly string[];
  readonly isInMap: boolean;
  readonly isInLoop: boolean;
}

type Changed = Parameters<Written>[0];

/** Plans of definitions with maps, loops and interleaves: steps `a` to `e`, inside `b` those are `ba` to `bc`. */
export function containerPlans(): fc.Arbitrary<Plan> {
  const drawn = fc.record({ nodes: drawnRun(anyShape), onFailure: fc.constantFrom(...anyShape.onFailure) });
  return drawn.map(({ nodes, onFailure }) => planOf(nodes, onFailure));
}

/** The same of definitions in which the order of ends changes nothing, if no attempt fails. */
export function anyOrderContainerPlans(): fc.Arbitrary<Plan> {
  return drawnRun(anyOrderShape).map((nodes) => planOf(calmed(nodes), 'continue'));
}

function planOf(nodes: readonly DrawnNode[], onFailure: string): Plan {
  const ids = idsOf('', nodes).filter((_, at) => nodes[at]?.inside !== undefined);
  const outputs = Object.fromEntries(ids.map((id) => [id, `{{steps.${id}.output}}`]));
  const around: Around = { readable: [], isInMap: false, isInLoop: false };
  return planDefinition(
    withExtras(extrasOf('', nodes), (changed) => ({
      ...{ id: 'campaign', onFailure, outputs },
      steps: stepsOf('', nodes, around, changed),
    })),
  );
}

function idsOf(prefix: string, nodes: readonly DrawnNode[]): string[] {
  return nodes.map((_, at) => prefix + String.fromCodePoint(('a'.codePointAt(0) as number) + at));
}

function stepsOf(prefix: string, nodes: readonly DrawnNode[], around: Around, changed: Changed): WrittenStep[] {
  const ids = idsOf(prefix, nodes);
  const conditions = conditionsOf(around);
  return nodes.map(({ step, priority, condition, inside }, at) => {
    const id = ids[at] as string;
    const before = ids.slice(0, at);
    const readable = [...before, ...around.readable];
    return changed({
      ...{ id, ...(priority !== undefined && { priority }) },
      ...(inside === undefined ? callOf(step, readable) : containerOf(id, inside, { ...around, readable }, changed)),
      ...flowOf(step, before, conditions[condition % conditions.length]),
    });
  });
}

function conditionsOf({ isInMap, isInLoop }: Around): string[] {
  return ['trigger.isWanted', ...(isInMap ? ['index != 1', 'item > 0'] : []), ...(isInLoop ? ['loop.index > 0'] : [])];
}

function containerOf(id: string, inside: DrawnContainer, around: Around, changed: Changed): object {
  const ids = idsOf(id, inside.nodes);
  const within = (own: Partial<Around>): object => stepsOf(id, inside.nodes, { ...around, ...own }, changed);
  const shown = inside.output === undefined ? undefined : ids[inside.output];
  const output = shown === undefined ? {} : { output: `{{steps.${shown}.output.x}}` };
  switch (inside.kind) {
    case 'map': {
      const { items, concurrency, onItemError, tolerate, completeWhen, rest } = inside;
      const list = Array.from({ length: items }, (_, at) => at).join(', ');
      return {
        map: {
          ...{ over: `[${list}]`, concurrency, onItemError, rest, ...output, steps: within({ isInMap: true }) },
          ...(tolerate !== undefined && { tolerate }),
          ...(typeof completeWhen === 'string' && { completeWhen }),
        },
      };
    }
    case 'loop': {
      const { maxIterations, test } = inside;
      const tests = testsOf(ids.at(-1) as string);
      return { loop: { maxIterations, ...output, ...tests[test % tests.length], steps: within({ isInLoop: true }) } };
    }
    case 'interleave':
      return { interleave: { steps: within({}) } };
  }
}

function testsOf(lastId: string): object[] {
  return [
    ...[{ until: 'loop.index >= 1' }, { until: `steps.${lastId}.output.x > 0` }],
    { until: `steps.${lastId}.status == 'completed' && loop.previous` },
    ...[{ while: 'loop.index < 2' }, { while: 'loop.previous.x != 1' }, { while: 'loop.index < 0' }],
  ];
}

function extrasOf(prefix: string, nodes: readonly DrawnNode[]): Extra[] {
  const ids = idsOf(prefix, nodes);
  return nodes.flatMap(({ step: { onError }, special, inside }, at) => {
    const stepId = ids[at] as string;
    const fallback = typeof onError === 'number' ? ids[onError] : undefined;
    return [
      ...(fallback === undefined ? [] : [fallbackExtra(stepId, fallback)]),
      ...(inside === undefined ? specialExtras(stepId, special, ids) : insideExtras(stepId, inside, ids)),
    ];
  });
}

function specialExtras(stepId: string, special: DrawnSpecial, ids: readonly string[]): Extra[] {
  switch (special.kind) {
    case 'none':
      return [];
    case 'cancels': {
      const cancelled = ids[special.at];
      return cancelled === undefined ? [] : [{ stepId, change: (step) => ({ ...step, cancels: [cancelled] }) }];
    }
    case 'end':
      return [{ stepId, change: (step) => ({ ...uncalled(step), end: { outcome: special.outcome } }) }];
    case 'choice': {
      const { mode, branches, otherwise } = special;
      const idAt = (at: number | undefined): string[] => (at === undefined ? [] : [ids[at] ?? []].flat());
      const choose = {
        ...(otherwise !== undefined && { otherwise: idAt(otherwise) }),
        ...{ mode, branches: branches.map((at, nth) => ({ when: whenOf(stepId, ids, nth), then: idAt(at) })) },
      };
      return [{ stepId, change: (step) => ({ ...uncalled(step), choose }) }];
    }
  }
}

/** Looks at what the first step gave, so that some branches are taken and others not. */
function whenOf(stepId: string, [first]: readonly string[], nth: number): string {
  return stepId === first ? `${nth} == 1` : `steps.${first}.output.x == ${nth}`;
}

/** The step without what makes it an agent's. */
function uncalled({
  agent: _agent,
  action: _action,
  inputs: _inputs,
  retry: _retry,
  ...step
}: WrittenStep): WrittenStep {
  return step;
}

function insideExtras(stepId: string, inside: DrawnContainer, ids: readonly string[]): Extra[] {
  const own = extrasOf(stepId, inside.nodes);
  if (inside.kind === 'map' && typeof inside.completeWhen === 'number') {
    const read = ids[inside.completeWhen];
    if (read === undefined) return own;
    const completeWhen = `steps.${read}.status == 'completed' && map.ok >= 1`;
    return [...own, { stepId, change: (step) => ({ ...step, map: { ...(step['map'] as object), completeWhen } }) }];
  }
  if (inside.kind !== 'interleave') return own;
  const within = idsOf(stepId, inside.nodes);
  const order = inside.order.flatMap(([a, b]) => (within[a] && within[b] && a !== b ? [[within[a], within[b]]] : []));
  return [
    ...own,
    { stepId, change: (step) => ({ ...step, interleave: { ...(step['interleave'] as object), order } }) },
  ];
}
