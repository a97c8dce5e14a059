import { randomUUID } from 'node:crypto';
import type { Plan } from '@workflow/core';
import { RealPath } from '../state/real-path.fixture.js';
import type { StateFixture } from '../state/state.fixture.js';
import type { History } from './block.js';
import { demandSame } from './difference.js';
import { attemptEnds, stepEndOf, type Ending } from './endings.js';
import { PureRun } from './pure-run.js';

/**
 * Ends everything that can end at the same moment, round by round, and compares how the steps have ended: for
 * definitions in which the order of ends changes nothing. @throws Difference
 */
export async function playAtOneMoment(state: StateFixture, plan: Plan, history: History): Promise<void> {
  const ids = [...plan.steps.keys()];
  const endingOf = (stepId: string): Ending =>
    plan.steps.get(stepId)?.condition === undefined ? (history.endings[ids.indexOf(stepId)] as Ending) : 'skipped';
  const real = new RealPath(state, plan, `wr_0-${randomUUID()}`);
  await real.create();
  const isInline = { isInline: history.isInline };
  for (let ready: readonly string[] = plan.roots; ready.length > 0; ready = real.queues.take()) {
    await Promise.all(ready.map((stepId) => playJob(real, stepId, { endingOf, ...isInline })));
  }
  const record = await real.read();
  const pure = playAlone(plan, endingOf);
  const text = (run: Pick<PureRun, 'step'>): string => ids.map((id) => `${id} ${run.step(id).status}`).join('\n');
  demandSame('everything ended at one moment', text(pure), text(record));
}

/** Claims the step of a job, ends it, and goes on with what it is handed. */
async function playJob(
  real: RealPath,
  stepId: string,
  { endingOf, isInline }: { readonly endingOf: (stepId: string) => Ending; readonly isInline: boolean },
): Promise<void> {
  await real.claim(stepId);
  const job = real.delivery(stepId);
  for (let current: string | undefined = stepId; current !== undefined;) {
    const ending: Ending = endingOf(current);
    if (ending === 'skipped') return real.skip(job, current);
    const work = await real.settle(job, current, attemptEnds[ending], isInline);
    current = work?.kind === 'handed' ? work.taken.stepId : undefined;
  }
}

function playAlone(plan: Plan, endingOf: (stepId: string) => Ending): PureRun {
  const pure = new PureRun(plan);
  const ids = [...plan.steps.keys()];
  for (;;) {
    const stepId = ids.find((id) => pure.step(id).status === 'ready');
    if (stepId === undefined) return pure;
    pure.end(stepId, stepEndOf(endingOf(stepId)));
  }
}
