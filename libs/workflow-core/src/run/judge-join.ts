import type { PlannedJoin } from '../plan/plan.js';
import type { EdgeCounts, StepControl } from './control-state.js';

/** What a join comes to by the edges that have ended. */
export type JoinVerdict =
  /** Nothing is decided before another edge ends. */
  | { readonly kind: 'open' }
  /** The rule is met. */
  | { readonly kind: 'met' }
  /** The rule cannot be met any more, and a failure is among the reasons. */
  | { readonly kind: 'failed'; readonly code: 'UPSTREAM_FAILED' | 'JOIN_UNREACHABLE' }
  /** The rule cannot be met any more, or every edge is dead: `onDead` says what follows. */
  | { readonly kind: 'dead' }
  /** Every edge has arrived, and the expression is still false. */
  | { readonly kind: 'unmet' };

const open: JoinVerdict = { kind: 'open' };
const met: JoinVerdict = { kind: 'met' };
const dead: JoinVerdict = { kind: 'dead' };
const upstreamFailed: JoinVerdict = { kind: 'failed', code: 'UPSTREAM_FAILED' };
const unreachable: JoinVerdict = { kind: 'failed', code: 'JOIN_UNREACHABLE' };

/**
 * Judges the join of a step and its gates together. `holds` answers the expression of a `when` join, and is asked only
 * where it counts. Under `onDead: run` a step that its dead edges alone keep from running is not decided before its last
 * edge has ended.
 */
export function judgeStep(join: PlannedJoin, step: StepControl, holds: () => boolean): JoinVerdict {
  const own = step.hasFired ? met : judgeEdges(join, step, holds);
  const gates = judgeAll(join.gates, step.gates);
  const verdict = worse(own, gates);
  if (join.onDead !== 'run' || !isLostToDead(join, step)) return verdict;
  const live = (own.kind === 'met' ? 0 : liveOf(join.edges, step)) + liveOf(join.gates, step.gates);
  return live > 0 && verdict.kind !== 'met' ? open : verdict;
}

/** The join alone, without the gates beside it. */
export function judgeEdges(join: PlannedJoin, counts: EdgeCounts, holds: () => boolean): JoinVerdict {
  const { rule, edges } = join;
  if (edges > 0 && counts.dead === edges) return dead;
  switch (rule.kind) {
    case 'all':
      return judgeAll(edges, counts);
    case 'allSettled':
      return liveOf(edges, counts) > 0 ? open : met;
    case 'any':
      if (liveOf(edges, counts) > 0) return open;
      return counts.arrived > 0 ? met : upstreamFailed;
    case 'atLeast':
      if (counts.arrived >= rule.count) return met;
      if (counts.arrived + liveOf(edges, counts) >= rule.count) return open;
      return counts.failed > 0 ? unreachable : dead;
    case 'when':
      if (counts.arrived + counts.failed + counts.dead > 0 && holds()) return met;
      if (liveOf(edges, counts) > 0) return open;
      if (counts.failed > 0) return unreachable;
      return counts.dead > 0 ? dead : { kind: 'unmet' };
  }
}

/** True where the dead edges alone are so many that the rule, or a gate, cannot be met: it takes no failure. */
function isLostToDead({ rule, edges }: PlannedJoin, { dead: lost, gates }: StepControl): boolean {
  return gates.dead > 0 || edges - lost < neededOf(rule, edges);
}

function neededOf(rule: PlannedJoin['rule'], edges: number): number {
  if (rule.kind === 'all') return edges;
  return rule.kind === 'atLeast' ? rule.count : 1;
}

function judgeAll(edges: number, counts: EdgeCounts): JoinVerdict {
  if (counts.failed > 0) return upstreamFailed;
  if (counts.dead > 0) return dead;
  return liveOf(edges, counts) > 0 ? open : met;
}

function liveOf(edges: number, { arrived, failed, dead: lost }: EdgeCounts): number {
  return edges - arrived - failed - lost;
}

/** Of two verdicts the one that decides: what cannot be mended before what is open, what is open before what is met. */
function worse(left: JoinVerdict, right: JoinVerdict): JoinVerdict {
  for (const kind of ['failed', 'unmet', 'dead', 'open'] as const) {
    if (left.kind === kind) return left;
    if (right.kind === kind) return right;
  }
  return met;
}
