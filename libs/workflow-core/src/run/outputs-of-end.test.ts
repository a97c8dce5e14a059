import { describe, expect, it } from 'vitest';
import type { WorkflowDefinition } from '../definition/definition.js';
import { normaliseDefinition } from '../definition/normalise/normalise-definition.js';
import { planDefinition } from '../plan/plan-definition.js';
import type { RunStop } from './control-state.js';
import { endWithOutput, namedOutputs } from './outputs-of-end.js';

const { definition } = normaliseDefinition({
  id: 'w',
  steps: [
    { id: 'look', agent: 'LUCI', action: 'research_lead' },
    { id: 'given', end: { outcome: 'completed', output: { won: 1 } } },
    { id: 'silent', end: { outcome: 'failed' } },
  ],
});
const plan = planDefinition(definition as WorkflowDefinition);
const stoppedBy = (stepId: string | undefined, outcome?: RunStop['outcome']): RunStop => ({
  ...{ mode: 'cancel', reason: { code: 'RUN_ENDED', message: 'Why.', stepId } },
  ...(outcome && { outcome }),
});

describe('the outputs of a run', () => {
  it.each<[string, RunStop | undefined, string | undefined]>([
    ['that was not stopped', undefined, undefined],
    ['that an end with an output ended', stoppedBy('given', 'completed'), 'given'],
    ['that an end without one ended', stoppedBy('silent', 'failed'), undefined],
    ['that a failure ended', stoppedBy('look'), undefined],
    ['whose end is not known', stoppedBy(undefined, 'completed'), undefined],
    ['whose end is no step of the plan', stoppedBy('other', 'completed'), undefined],
  ])('%s are the output of which end', (_, stop, path) => {
    expect(endWithOutput(plan, stop)).toBe(path);
  });

  it.each([[{ won: 1 }], [{}]])('%j are as the end gave them', (output) => {
    expect(namedOutputs(output)).toEqual(output);
  });

  it.each([[[1]], ['text'], [null], [undefined]])('%j, which has no names, is called output', (output) => {
    expect(namedOutputs(output)).toEqual({ output });
  });
});
