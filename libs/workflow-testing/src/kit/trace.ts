/** One line of what happened, named as in the timeline of a real run. */
export interface TraceEvent {
  /** Virtual time, ms. */
  readonly at: number;
  /** Such as `step.started`, `step.completed`, `run.completed`. */
  readonly type: string;
  /** The path of the step. */
  readonly stepId?: string;
  readonly attempt?: number;
  readonly data?: Readonly<Record<string, unknown>>;
}
