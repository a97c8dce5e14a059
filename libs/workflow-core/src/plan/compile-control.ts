import type { ChoiceStep, EndStep, SignalWait, Step, TimerWait } from '../definition/step-kinds.js';
import type { ExpressionRoot } from '../expression/expression.js';
import { stepRoots, type Compiler, type PlacedRead } from './compiler.js';
import type { PlannedArm, PlannedControl } from './plan.js';

const matchRoots: readonly ExpressionRoot[] = [...stepRoots, 'signal'];

/** What the engine itself does in a step; undefined for one that an agent does. Its reads make edges. */
export function compileControl(
  compiler: Compiler,
  step: Step,
  path: string,
  reads: PlacedRead[],
): PlannedControl | undefined {
  switch (step.kind) {
    case 'choice':
      return compileChoice(compiler, step, `${path}/choose`, reads);
    case 'end':
      return compileEnd(compiler, step, `${path}/end`, reads);
    case 'wait':
      return {
        kind: 'wait',
        arms: [{ id: '', takes: [], awaits: compileAwaits(compiler, step.wait, `${path}/wait`, reads) }],
      };
    case 'deferredChoice': {
      const place = (index: number): string => `${path}/wait/firstOf/${index}`;
      const arms = step.wait.firstOf.map((branch, index): PlannedArm => {
        const { id, then: takes } = branch;
        return { id, takes, awaits: compileAwaits(compiler, branch, place(index), reads) };
      });
      return { kind: 'deferredChoice', arms };
    }
    case 'approval': {
      const { prompt, show } = step.approval;
      return {
        kind: 'approval',
        prompt: compiler.value(prompt, `${path}/approval/prompt`, stepRoots, reads),
        ...(show !== undefined && { show: compiler.value(show, `${path}/approval/show`, stepRoots, reads) }),
      };
    }
    case 'workflow':
      return {
        kind: 'workflow',
        inputs: compiler.value(step.workflow.inputs, `${path}/workflow/inputs`, stepRoots, reads),
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
  reads: PlacedRead[],
): PlannedControl {
  return {
    kind: 'choice',
    mode,
    branches: branches.flatMap(({ when, then }, index) => {
      const expression = compiler.expression(when, `${path}/branches/${index}/when`, stepRoots, reads);
      return expression === undefined ? [] : [{ when: expression, takes: then }];
    }),
    ...(otherwise && { otherwise }),
  };
}

function compileEnd(compiler: Compiler, { end }: EndStep, path: string, reads: PlacedRead[]): PlannedControl {
  const { outcome, output } = end;
  if (output === undefined) return { kind: 'end', outcome };
  return { kind: 'end', outcome, output: compiler.value(output, `${path}/output`, stepRoots, reads) };
}

function compileAwaits(
  compiler: Compiler,
  wait: SignalWait | TimerWait,
  path: string,
  reads: PlacedRead[],
): PlannedArm['awaits'] {
  if ('delay' in wait) return { kind: 'delay', value: compiler.value(wait.delay, `${path}/delay`, stepRoots, reads) };
  if ('until' in wait) return { kind: 'until', value: compiler.value(wait.until, `${path}/until`, stepRoots, reads) };
  const { signal, key, match, mailbox } = wait;
  const expression = compiler.expression(match, `${path}/match`, matchRoots, reads);
  return {
    kind: 'signal',
    name: signal,
    mailbox,
    ...(key !== undefined && { key: compiler.value(key, `${path}/key`, stepRoots, reads) }),
    ...(expression && { match: expression }),
  };
}
