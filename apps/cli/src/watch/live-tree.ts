import type { Run, StepState } from '@workflow/contract';
import type { Io } from '../io.js';
import { paint } from '../print/paint.js';
import { indented, runLine, stepLine } from '../print/step-line.js';
import type { RunView } from './run-view.js';
import type { TreeStep } from './step-tree.js';

/** Between two frames that only move the clocks on. */
const tickMs = 1_000;

/**
 * The steps of a run as a tree on a terminal, drawn over itself. Each frame is one write, with line wrapping off for
 * its duration, so that an interruption at any moment leaves the terminal as it was.
 */
export class LiveTree implements RunView {
  private drawnLines = 0;
  private run: Run | undefined;
  private word = '';
  private readonly stopTicking: () => void;

  constructor(
    private readonly io: Io,
    private readonly tree: readonly TreeStep[],
  ) {
    this.stopTicking = io.every(tickMs, () => this.draw());
  }

  show(run: Run): void {
    this.run = run;
    this.word = '';
    this.draw();
  }

  note(text: string): void {
    this.word = text;
    this.draw();
  }

  close(): void {
    this.stopTicking();
  }

  private draw(): void {
    if (this.run === undefined) return;
    const lines = this.frame(this.run);
    const back = this.drawnLines === 0 ? '' : `\u001b[${this.drawnLines}A`;
    this.io.stderr.write(`\u001b[?7l${back}\r\u001b[0J${lines.join('\n')}\n\u001b[?7h`);
    this.drawnLines = lines.length;
  }

  private frame(run: Run): string[] {
    const { io, word } = this;
    const colours = paint(io.stderr, io.env);
    const now = io.now();
    const steps = this.placed(run);
    const room = Math.max(3, io.stderr.rows - 3);
    const shown = steps.length <= room ? steps : liveliest(steps, room - 1);
    const idWidth = Math.max(...shown.map(({ step, depth }) => indented(step.stepId, depth).length), 0);
    const width = io.stderr.columns;
    const lines = shown.map(({ step, depth }) => stepLine(step, { depth, idWidth, width, now }, colours));
    if (shown.length < steps.length) lines.push(colours.dim(`… ${steps.length - shown.length} more steps`));
    return [runLine(run, now, colours), ...lines, ...(word === '' ? [] : [colours.yellow(word)])];
  }

  /** The run's steps in the order of the tree; those that the plan does not name (inside a map) come last. */
  private placed(run: Run): { step: StepState; depth: number }[] {
    const states = new Map(run.steps.map((step) => [step.stepId, step]));
    const placed: { step: StepState; depth: number }[] = [];
    for (const { stepId, depth } of this.tree) {
      const step = states.get(stepId);
      if (step !== undefined) placed.push({ step, depth });
      states.delete(stepId);
    }
    return [...placed, ...[...states.values()].map((step) => ({ step, depth: 0 }))];
  }
}

/** As many steps as there is room for: what moves or went wrong first, then what is to come, in the order of the tree. */
function liveliest<T extends { readonly step: StepState }>(steps: readonly T[], room: number): T[] {
  const rank = ({ step }: T): number => {
    if (step.status === 'completed' || step.status === 'skipped' || step.status === 'cancelled') return 2;
    return step.status === 'pending' ? 1 : 0;
  };
  return steps
    .map((step, index) => ({ step, index }))
    .sort((a, b) => rank(a.step) - rank(b.step) || a.index - b.index)
    .slice(0, room)
    .sort((a, b) => a.index - b.index)
    .map(({ step }) => step);
}
