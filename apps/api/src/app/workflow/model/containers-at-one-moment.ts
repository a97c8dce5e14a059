import { randomUUID } from 'node:crypto';
import { topScope, unendedSteps, type Plan } from '@workflow/core';
import type { MemoryRun } from '@workflow/testing';
import type { StateFixture } from '../state/state.fixture.js';
import type { History } from './block.js';
import { demandSame } from './difference.js';
import { endInMemory, endOf, runInMemory } from './drawn-ends.js';
import type { JobAtHand } from './jobs-at-hand.js';
import { RealRun } from './real-run.js';
import type { RunningJob } from './running-job.js';
import { readSide, sideOfMemory, type RunSide } from './run-sides.js';
import { instancesText } from './side-text.js';

/** What every step ends as: where something fails, the order of ends decides what it takes along. */
const calm = { endings: ['completed'] } as const;

/**
 * Lets everything happen at the same moment that can, round by round, and compares what the steps have come to: for
 * definitions in which the order of ends changes nothing. @throws Difference
 */
export async function playContainersAtOneMoment(state: StateFixture, plan: Plan, history: History): Promise<void> {
  const real = new RealRun(state, plan, `wr_0-${randomUUID()}`, history.isInline);
  await real.create();
  const running = new Set<RunningJob>();
  for (;;) {
    const { waiting } = real.jobs.paths();
    const delivered = waiting.map((path) => real.deliver(real.jobs.get(path) as JobAtHand));
    const ended = [...running].map((job) => job.end(endOf(calm, job.held as string)));
    if (delivered.length + ended.length === 0 && (await real.wakeRoot())) break;
    for (const job of await Promise.all(delivered)) running.add(job);
    await Promise.all(ended);
    for (const job of running) if (job.held === undefined) running.delete(job);
  }
  const [expected, found] = [sideOfMemory(runAlone(plan)), await readSide(state, real.runId)];
  const paths = [...new Set([...expected.paths, ...found.paths])].toSorted();
  demandSame('everything happened at one moment', textOf(plan, expected, paths), textOf(plan, found, paths));
}

/** What the histories of a plan all come to. */
const alone = new WeakMap<Plan, MemoryRun>();

function runAlone(plan: Plan): MemoryRun {
  const run = alone.get(plan) ?? playAlone(runInMemory(plan));
  alone.set(plan, run);
  return run;
}

/** One thing at a time, to the end. */
function playAlone(run: MemoryRun): MemoryRun {
  for (;;) {
    const next = [...unendedSteps(run.memory, topScope(run.plan))].find(({ path, planned }) => {
      const { status } = run.memory.step(path);
      return status === 'ready' || (status === 'running' && planned.step.kind === 'action');
    });
    if (next === undefined) break;
    if (run.memory.step(next.path).status === 'ready') run.begin(next.path);
    else endInMemory(run, next.path, endOf(calm, next.path));
  }
  while (!run.isOver && run.moveOn());
  return run;
}

function textOf(plan: Plan, side: RunSide, paths: readonly string[]): string {
  const lines = paths.map((path) => {
    const { status } = side.step(path);
    return [path, status, JSON.stringify(side.output(path)), ...instancesText(plan, side, path)].join(' ');
  });
  return [side.run.status, ...lines].join('\n');
}
