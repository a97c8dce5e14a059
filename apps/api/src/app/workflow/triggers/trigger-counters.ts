import { Counter, Registry } from 'prom-client';

/** What became of a time of a schedule, or of a workflow that listens to an emitted event. */
export type TriggerOutcome =
  | 'started'
  /** For good: the workflow does not take what its trigger brings. */
  | 'refused'
  /** Times of a schedule that nobody started in time and that are not made up; one for each stretch of them. */
  | 'missed'
  /** It may work later, and is tried again. */
  | 'failed';

/** What became of triggers by schedule and by named event in this process, for `/metrics`. */
export class TriggerCounters {
  readonly registry = new Registry();
  readonly #triggers = new Counter({
    name: 'workflow_triggers_total',
    help: 'Starts by schedules and by named events, by what became of them.',
    labelNames: ['by', 'outcome'],
    registers: [this.registry],
  });

  count(by: 'schedule' | 'event', outcome: TriggerOutcome): void {
    this.#triggers.inc({ by, outcome });
  }
}
