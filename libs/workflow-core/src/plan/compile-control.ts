import type { ChoiceStep, EndStep, SignalWait, Step, TimerWait } from '../definition/step-kinds.js';
import { withRoots, type Compiler, type Place, type PlacedRead } from './compiler.js';
import type { InstantControl, PlannedArm } from './plan.js';

/** What the engine itself does in a step; undefined for one that an agent or its inner steps do. Its reads make edges. */
export function compileControl(
  compiler: Compiler,
  step: Step,
  path: string,
  place: Place,
  reads: PlacedRead[],
): InstantControl | undefined {
  switch (step.kind) {
    case 'choice':
      return compileChoice(compiler, step, `${path}/choose`, place, reads);
    case 'end':
      return compileEnd(compiler, step, `${path}/end`, place, reads);
    case 'wait':
      return {
        kind: 'wait',
        arms: [{ id: '', takes: [], awaits: compileAwaits(compiler, step.wait, `${path}/wait`, place, reads) }],
      };
    case 'deferredChoice': {
      const pathOf = (index: number): string => `${path}/wait/firstOf/${index}`;
      const arms = step.wait.firstOf.map((branch, index): PlannedArm => {
        const { id, then: takes } = branch;
        return { id, takes, awaits: compileAwaits(compiler, branch, pathOf(index), place, reads) };
      });
      return { kind: 'deferredChoice', arms };
    }
    case 'approval': {
      const { prompt, show } = step.approval;
      return {
        kind: 'approval',
        prompt: compiler.value(prompt, `${path}/approval/prompt`, place, reads),
        ...(show !== undefined && { show: compiler.value(show, `${path}/approval/show`, place, reads) }),
      };
    }
    case 'workflow':
      return {
        kind: 'workflow',
        inputs: compiler.value(step.workflow.inputs, `${path}/workflow/inputs`, place, reads),
      };
    case 'action':
    case 'map':
    case 'loop':
    case 'interleave':
      return undefined;
  }
}

function compileChoice(
  compiler: Compiler,
  { choose: { mode, branches, otherwise } }: ChoiceStep,
  path: string,
  place: Place,
  reads: PlacedRead[],
): InstantControl {
  return {
    kind: 'choice',
    mode,
    branches: branches.flatMap(({ when, then }, index) => {
      const expression = compiler.expression(when, `${path}/branches/${index}/when`, place, reads);
      return expression === undefined ? [] : [{ when: expression, takes: then }];
    }),
    ...(otherwise && { otherwise }),
  };
}

function compileEnd(
  compiler: Compiler,
  { end }: EndStep,
  path: string,
  place: Place,
  reads: PlacedRead[],
): InstantControl {
  const { outcome, output } = end;
  if (output === undefined) return { kind: 'end', outcome };
  return { kind: 'end', outcome, output: compiler.value(output, `${path}/output`, place, reads) };
}

function compileAwaits(
  compiler: Compiler,
  wait: SignalWait | TimerWait,
  path: string,
  place: Place,
  reads: PlacedRead[],
): PlannedArm['awaits'] {
  if ('delay' in wait) return { kind: 'delay', value: compiler.value(wait.delay, `${path}/delay`, place, reads) };
  if ('until' in wait) return { kind: 'until', value: compiler.value(wait.until, `${path}/until`, place, reads) };
  const { signal, key, match, mailbox } = wait;
  const expression = compiler.expression(match, `${path}/match`, withRoots(place, 'signal'), reads);
  return {
    kind: 'signal',
    name: signal,
    mailbox,
    ...(key !== undefined && { key: compiler.value(key, `${path}/key`, place, reads) }),
    ...(expression && { match: expression }),
  };
}
