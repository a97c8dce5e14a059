import { startWorkflow, type TestedRun, type WorkflowDriver } from '@workflow/testing';
import type { Act, Observation, PatternCase } from './pattern.js';
import { play } from './play.js';

/** Virtual ms that a case may take at the most: an hour. */
const limitMs = 3_600_000;

/** Runs a case in memory, by the virtual clock. @throws Error when an act's moment does not come */
export async function onKit({ definition, children = [], trigger, script = [] }: PatternCase): Promise<Observation> {
  const agents = { '*': play };
  const driver = await startWorkflow(definition, { ...(trigger && { trigger }), agents, workflows: children });
  for (const act of script) {
    await waitFor(driver, act);
    if ('cancel' in act) await driver.cancel();
    else await driver.signal(act.signal, act.payload);
  }
  return observed(await driver.finish());
}

async function waitFor(driver: WorkflowDriver, { after: [type, path] }: Act): Promise<void> {
  const hasCome = (): boolean => driver.now.trace.some((event) => event.type === type && event.stepId === path);
  for (let passedMs = 0; !hasCome(); passedMs += 1) {
    if (passedMs > limitMs) throw new Error(`There was no ${type} of '${path}' within an hour.`);
    await driver.advance(1);
  }
}

function observed({ status, steps, outputs, missingOutputs, error, trace, children }: TestedRun): Observation {
  const states = Object.entries(steps).map(([path, step]) => {
    return [path, { status: step.status, ...(step.error && { code: step.error.code }) }] as const;
  });
  return {
    ...{ status, outputs, missing: missingOutputs, events: trace, steps: Object.fromEntries(states) },
    ...(error && { error }),
    children: children.map((child) => child.status),
    leftovers: [],
  };
}
