import type { Reason, RunStatus } from '@workflow/core';

/** What has happened to a run, as its listeners are told. */
export interface WorkflowEvent {
  readonly teamId: string;
  readonly runId: string;
  readonly workflowId: string;
  readonly version: number;
  /** When it happened, ISO 8601, by the clock of Redis. */
  readonly at: string;
  /** The run's status with this event: `pending` for one that was started. */
  readonly status: RunStatus;
  /** Of a run that has ended, while it is kept. */
  readonly outputs?: Readonly<Record<string, unknown>>;
  /** Why the run was ended early. */
  readonly error?: Reason;
}

/** What a listener may listen to, and the event of the outbox that tells of it. */
export const listenedEvents = {
  started: 'run.created',
  completed: 'run.completed',
  failed: 'run.failed',
  cancelled: 'run.cancelled',
  compensated: 'run.compensated',
} as const;

export type WorkflowEventName = keyof typeof listenedEvents;

/**
 * What a provider may implement to hear of runs, in place of `@OnWorkflow`. An interface is gone at run time, so the
 * names of the methods alone count: whichever provider has one is called.
 */
export interface WorkflowEvents {
  onWorkflowStarted?(event: WorkflowEvent): void | Promise<void>;
  onWorkflowCompleted?(event: WorkflowEvent): void | Promise<void>;
  onWorkflowFailed?(event: WorkflowEvent): void | Promise<void>;
  onWorkflowCancelled?(event: WorkflowEvent): void | Promise<void>;
  onWorkflowCompensated?(event: WorkflowEvent): void | Promise<void>;
}

export const listenerMethods: Readonly<Record<keyof WorkflowEvents, WorkflowEventName>> = {
  onWorkflowStarted: 'started',
  onWorkflowCompleted: 'completed',
  onWorkflowFailed: 'failed',
  onWorkflowCancelled: 'cancelled',
  onWorkflowCompensated: 'compensated',
};

/** Methods of events that nothing tells of yet; who has one is refused, since it would wait for ever. */
export const unbuiltMethods = [
  'onTaskStarted',
  'onTaskCompleted',
  'onTaskRetried',
  'onAgentAssigned',
  'onAgentCompleted',
  'onResourceAllocated',
  'onResourceReleased',
] as const;
