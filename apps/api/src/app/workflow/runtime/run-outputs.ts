import { endWithOutput, namedOutputs, renderOutput, type Plan } from '@workflow/core';
import { EndedInstances } from '../state/ended-instances.js';
import type { RunRecord } from '../state/run-record.js';
import type { RunStore } from '../state/run-store.js';

/** What a run gives: each declared output, or why it is absent. */
export interface RunOutputs {
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly missing: Readonly<Record<string, string>>;
}

/**
 * Renders a run's outputs from its steps, which have all ended in this record. An output that no completed step gave is absent, with why. A run
 * that an `end` with an output ended gives that, and no other.
 */
export async function renderOutputs(store: RunStore, plan: Plan, record: RunRecord): Promise<RunOutputs> {
  const given = await outputOfEnd(store, plan, record);
  if (given !== undefined) return { outputs: given, missing: {} };
  const outputs: Record<string, unknown> = {};
  const missing: Record<string, string> = {};
  for (const { name, from } of plan.outputs) {
    const read = new Set(from.stepReads.map(({ stepId }) => stepId));
    const steps = await store.recordViews(record, read);
    const rendered = renderOutput(from, { steps, trigger: record.trigger, team: record.teamId });
    if ('missing' in rendered) missing[name] = rendered.missing;
    else outputs[name] = rendered.value;
  }
  return { outputs, missing };
}

async function outputOfEnd(store: RunStore, plan: Plan, record: RunRecord): Promise<RunOutputs['outputs'] | undefined> {
  const path = endWithOutput(plan, record.stop);
  if (path === undefined) return undefined;
  // It may stand in an instance that has ended.
  const ended = await new EndedInstances(store).ofStep(record.teamId, record.runId, path);
  return namedOutputs(await store.output(record.teamId, record.runId, (ended ?? record).raw(`o:${path}`)));
}
