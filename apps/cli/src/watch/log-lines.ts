import type { Run, StepState, TimelineEvent } from '@workflow/contract';
import type { Io } from '../io.js';
import { duration, timeOfDay } from '../print/duration.js';
import { firstLine } from '../print/printable.js';
import { outcome } from '../print/step-line.js';
import type { RunView } from './run-view.js';

const outcomeWidth = 160;

/** What happens to a run, one line an event, for files, pipes and CI logs. */
export class LogLines implements RunView {
  private readonly outcomesSaid = new Set<string>();

  constructor(private readonly io: Io) {}

  show(run: Run, events: readonly TimelineEvent[]): void {
    const states = new Map(run.steps.map((step) => [step.stepId, step]));
    for (const event of events) this.io.stderr.write(`${this.line(event, run, states)}\n`);
  }

  note(text: string): void {
    this.io.stderr.write(`${text}\n`);
  }

  close(): void {
    // A line that is written stays.
  }

  private line(event: TimelineEvent, run: Run, states: ReadonlyMap<string, StepState>): string {
    const words = [timeOfDay(event.at), event.type, event.stepId ?? run.runId];
    if (event.attempt !== undefined && event.attempt > 1) words.push(`attempt ${event.attempt}`);
    const step = event.stepId === undefined ? undefined : states.get(event.stepId);
    words.push(step === undefined ? '' : this.ending(event, step), firstLine(event.data, outcomeWidth));
    return words
      .map((word) => firstLine(word, outcomeWidth))
      .filter((word) => word !== '')
      .join('  ');
  }

  /** How long a step took and what it gave, once, with the event that says it ended. */
  private ending(event: TimelineEvent, step: StepState): string {
    if (event.type !== `step.${step.status}` || step.finishedAt === undefined || this.outcomesSaid.has(step.stepId))
      return '';
    this.outcomesSaid.add(step.stepId);
    const took = step.startedAt === undefined ? '' : duration(Date.parse(step.finishedAt) - Date.parse(step.startedAt));
    return [took, outcome(step, outcomeWidth)].filter((word) => word !== '').join('  ');
  }
}
