import type { Plan, Reason } from '@workflow/core';
import { World, type MemoryRun } from '@workflow/testing';
import type { AttemptEnd } from '../runtime/attempt-end.js';
import { teamId } from '../state/state.fixture.js';
import type { History } from './block.js';

/** How an attempt of a history ends, for either side. */
export type DrawnEnd =
  | { readonly kind: 'completed'; readonly output: unknown }
  | (AttemptEnd & { readonly kind: 'failed' });

/** What a history makes of the attempt of a step; steps of other instances end in other ways. */
export function endOf({ endings }: Pick<History, 'endings'>, path: string): DrawnEnd {
  const drawn = hashOf(path);
  if (endings[drawn % endings.length] === 'completed') return { kind: 'completed', output: { x: drawn % 3 } };
  const reason: Reason = { code: 'AGENT_FAILED', message: 'It broke.', stepId: path };
  return { kind: 'failed', failure: { code: reason.code, retryable: false }, reason };
}

/** Ends the attempt of a step of a run in memory. */
export function endInMemory(run: MemoryRun, path: string, end: DrawnEnd): void {
  if (end.kind === 'completed') run.complete(path, end.output);
  else run.finish(path, { status: 'failed', reason: end.reason });
}

/** The run of a plan in memory, whose agents take for ever: their attempts are ended by whoever has the run. */
export function runInMemory(plan: Plan): MemoryRun {
  const never = new Promise<never>(() => undefined);
  const world = new World({ teamId, agents: { '*': () => never }, undos: {}, findPlan: () => undefined });
  return world.start(plan, { leadId: 7 });
}

/** A number that the path alone decides. */
function hashOf(path: string): number {
  let hash = 0x811c9dc5;
  for (const character of path) hash = Math.imul(hash ^ (character.codePointAt(0) as number), 0x01000193);
  return (hash ^ (hash >>> 15)) >>> 0;
}
