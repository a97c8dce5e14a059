import type { Step } from '../definition/step-kinds.js';
import type { CompiledContainer, CompiledStep } from './compiled-step.js';
import { withRoots, type Compiler, type Place, type PlacedRead } from './compiler.js';

/** Parses one step; given, because it parses containers in turn. */
type CompileStep = (compiler: Compiler, step: Step, path: string, place: Place) => CompiledStep;

/**
 * Parses a map, a loop or an interleave with all that stands inside; undefined for a step of another kind. What its
 * inner steps read of steps around it are reads of the container: they make edges of it.
 */
export function compileContainer(
  compiler: Compiler,
  step: Step,
  path: string,
  place: Place,
  reads: PlacedRead[],
  compileStep: CompileStep,
): CompiledContainer | undefined {
  switch (step.kind) {
    case 'map': {
      const { over, output, completeWhen, steps } = step.map;
      const own = insideOf(withRoots(place, 'item', 'index'), steps);
      const at = `${path}/map`;
      return withoutMissing({
        step,
        ...compileInner(compiler, steps, at, own, reads, compileStep),
        over: compiler.expression(over, `${at}/over`, place, reads),
        completeWhen: compiler.expression(completeWhen, `${at}/completeWhen`, withRoots(place, 'map'), compiler.looks),
        output: compiler.value(output ?? outputOfLast(steps), `${at}/output`, own, compiler.looks),
      });
    }
    case 'loop': {
      const { output, steps } = step.loop;
      const own = insideOf(withRoots(place, 'loop'), steps);
      const at = `${path}/loop`;
      return withoutMissing({
        step,
        ...compileInner(compiler, steps, at, own, reads, compileStep),
        while: compiler.expression(step.loop.while, `${at}/while`, own, compiler.looks),
        until: compiler.expression(step.loop.until, `${at}/until`, own, compiler.looks),
        output: compiler.value(output ?? outputOfLast(steps), `${at}/output`, own, compiler.looks),
      });
    }
    case 'interleave': {
      const { steps } = step.interleave;
      const own = insideOf(place, steps);
      return { step, ...compileInner(compiler, steps, `${path}/interleave`, own, reads, compileStep) };
    }
    case 'action':
    case 'approval':
    case 'choice':
    case 'deferredChoice':
    case 'end':
    case 'wait':
    case 'workflow':
      return undefined;
  }
}

function compileInner(
  compiler: Compiler,
  steps: readonly Step[],
  path: string,
  place: Place,
  reads: PlacedRead[],
  compileStep: CompileStep,
): Pick<CompiledContainer, 'steps' | 'compiled'> {
  const compiled = steps.map((inner, index) => compileStep(compiler, inner, `${path}/steps/${index}`, place));
  reads.push(...compiled.flatMap((inner) => inner.reads.filter(({ stepId }) => !place.names.own.has(stepId))));
  return { steps, compiled };
}

function insideOf({ roots, names }: Place, steps: readonly Step[]): Place {
  return { roots, names: { own: new Set(steps.map(({ id }) => id)), outer: names } };
}

/** What a container gives that does not say: the output of the step that is listed last. */
function outputOfLast(steps: readonly Step[]): string | null {
  const last = steps.at(-1);
  return last === undefined || last.id === '' ? null : `{{steps['${last.id}'].output}}`;
}

function withoutMissing(container: CompiledContainer): CompiledContainer {
  return Object.fromEntries(
    Object.entries(container).filter(([, value]) => value !== undefined),
  ) as unknown as CompiledContainer;
}
