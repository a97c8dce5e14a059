import { containerOf, isEndedStep, pathIn, type Scope, type StepPlace } from '@workflow/core';
import type { MemoryRun } from './memory-run.js';
import type { RunMemory } from './run-memory.js';

/** Why a step is cancelled that had more to do. */
const reasons: ReadonlySet<string> = new Set(['RUN_FAILED', 'SCOPE_ENDED']);

/** True when every step of an instance has ended, and what maps inside keep after their end. */
export function hasEnded(memory: RunMemory, scope: Scope): boolean {
  return [...scope.plan.steps].every(([id, { control }]) => {
    const path = pathIn(scope, id);
    const { status } = memory.step(path);
    const facts = memory.containers.get(path);
    const mayKeep = control?.kind === 'map' && control.rest === 'keep' && status === 'completed';
    if (!mayKeep || facts === undefined || memory.closed.has(path)) return isEndedStep(status);
    return facts.ok + facts.failed === facts.items.length;
  });
}

/** True for an instance of which a step was cancelled because the run is being ended: more had to start. */
export function isCutShort(memory: RunMemory, scope: Scope): boolean {
  if (memory.failures.has(scope.path)) return false;
  return [...scope.plan.steps.keys()].some((id) => {
    const path = pathIn(scope, id);
    return memory.step(path).status === 'cancelled' && reasons.has(memory.facts(path).reason?.code ?? '');
  });
}

/** Cancels a container of which an instance was cut short, once nothing inside lives. */
export function cutShort(run: MemoryRun, { path }: StepPlace): void {
  const { memory } = run;
  const lives = memory.paths.some((other) => {
    const { status } = memory.step(other);
    const isAttempt = status === 'running' && containerOf(run.place(other).planned) === undefined;
    return other.startsWith(`${path}.`) && (isAttempt || status === 'unknown');
  });
  if (lives || memory.step(path).status !== 'running') return;
  const message = 'The run failed before all that stands inside could begin.';
  run.finish(path, { status: 'cancelled', reason: { code: 'RUN_FAILED', message, stepId: path } });
}
