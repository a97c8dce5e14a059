import type { Json, TriggerDeclaration } from '@workflow/core';

/** The triggers of one published version that may start runs. */
export interface PublishedTriggers {
  readonly workflowId: string;
  readonly version: number;
  readonly triggers: readonly TriggerDeclaration[];
}

/** What a team has published. */
export interface TriggerSource {
  /** Changes whenever `list` would give something else; asked for each event, so it must be cheap. */
  revision(teamId: string): Promise<string | number>;
  /** The latest version of every workflow of the team that is not retired. */
  list(teamId: string): Promise<readonly PublishedTriggers[]>;
}

export interface StartFacts {
  readonly teamId: string;
  /** Of the workflow and the event: the same event starts the same run, however often it comes. */
  readonly idempotencyKey: string;
  readonly correlationId: string;
}

/** Starts a run, or gives the one that this key has started. @throws WorkflowError */
export interface StartRun {
  start(workflowId: string, trigger: Json, facts: StartFacts): Promise<{ readonly runId: string }>;
}
