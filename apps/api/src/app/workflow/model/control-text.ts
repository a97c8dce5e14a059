import type { ControlState, EdgeCounts, Plan, Reason } from '@workflow/core';

/** All that the run rules keep of a run, and why each step ended, a line for each step: equal runs give equal texts. */
export function controlText(plan: Plan, state: ControlState, reasonOf: (stepId: string) => Reason | undefined): string {
  const { status, stop, open } = state.run;
  const failures = open?.map(({ code, stepId }) => `${code}(${stepId})`);
  const ending = stop && `${stop.mode} ${stop.reason.code}(${stop.reason.stepId}) spares ${stop.spares?.join()}`;
  let text = `run ${status}, stop ${ending}, open ${failures?.join()}`;
  for (const id of plan.steps.keys()) {
    const step = state.step(id);
    text += `\n${id} ${step.status} ${countText(step)} ${countText(step.gates)} ${step.hasFired} ${reasonOf(id)?.code}`;
  }
  return text;
}

export function countText({ arrived, failed, dead }: EdgeCounts): string {
  return `${arrived}/${failed}/${dead}`;
}
