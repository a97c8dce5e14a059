import { stepKinds } from '@workflow/core';
import { z } from 'zod';
import { CorrelationId, Cursor, PageLimit, WorkflowId } from './ids.js';
import { pageOf } from './page.js';
import { RunStatus, StepStatus } from './statuses.js';

const at = z.iso.datetime().describe('ISO 8601, UTC');

/** Why something ended as it did: a stable code, words for a person, and the step that caused it. */
export const Reason = z
  .object({ code: z.string(), message: z.string(), stepId: z.string().optional() })
  .meta({ id: 'Reason' });
export type Reason = z.infer<typeof Reason>;

/** The step that has started a run as its child. */
export const Parent = z.object({ runId: z.string(), stepId: z.string() }).meta({ id: 'Parent' });
export type Parent = z.infer<typeof Parent>;

/** One step of a run, as it stands. */
export const StepState = z
  .object({
    stepId: z.string(),
    status: StepStatus,
    kind: z.enum(stepKinds),
    agent: z.string().optional().describe('of an action'),
    action: z.string().optional(),
    attempts: z.int().min(0).max(1_000_000),
    startedAt: at.optional(),
    finishedAt: at.optional(),
    /** When the next attempt begins, of a step that waits for one. */
    retryAt: at.optional(),
    /** How far a map, a loop or an interleave that has begun has come. */
    instances: z
      .object({
        items: z.int().min(0).max(1_000_000_000).optional().describe('of a map'),
        opened: z.int().min(0).max(1_000_000_000),
        completed: z.int().min(0).max(1_000_000_000),
        failed: z.int().min(0).max(1_000_000_000),
      })
      .optional(),
    /** What a step asks people, while it waits for their answer. */
    approval: z
      .object({
        prompt: z.string(),
        show: z.unknown().optional(),
        approvers: z.object({
          roles: z.array(z.string()),
          users: z.array(z.string()),
          count: z.int().min(1).max(1_000_000),
        }),
        votes: z.array(
          z.object({ by: z.string(), decision: z.enum(['approve', 'reject']), comment: z.string().optional(), at }),
        ),
      })
      .optional(),
    /** The child run that its last attempt has started. */
    childRunId: z.string().optional(),
    output: z.unknown().optional(),
    error: Reason.optional(),
  })
  .meta({ id: 'StepState' });
export type StepState = z.infer<typeof StepState>;

export const RunLinks = z.object({
  self: z.string(),
  timeline: z.string(),
  events: z.string(),
  report: z.string(),
});

/** A run without its steps: what lists show. */
export const RunSummary = z
  .object({
    runId: z.string(),
    workflowId: z.string(),
    version: z.int().min(1).max(1_000_000_000),
    status: RunStatus,
    correlationId: z.string(),
    createdAt: at,
    startedAt: at.optional(),
    finishedAt: at.optional(),
    error: Reason.optional(),
    parent: Parent.optional(),
    /** Why a pending run has not begun, where its workflow lets only so many be at once. */
    waitsFor: Reason.optional(),
    /** Providers that are the sandbox for this run; empty when none is. */
    sandbox: z.array(z.string()),
    links: RunLinks,
  })
  .meta({ id: 'RunSummary' });
export type RunSummary = z.infer<typeof RunSummary>;

/** A run, whole. */
export const Run = RunSummary.extend({
  trigger: z.unknown(),
  /** Those inside containers, by their paths, follow the container: 500 of them at the most. */
  steps: z.array(StepState),
  outputs: z.record(z.string(), z.unknown()).optional(),
  /** Outputs that no completed step gave, with the reason. */
  missingOutputs: z.record(z.string(), z.string()).optional(),
  /** After a rollback that was not complete: the completed steps that were not undone, with the reason. */
  notUndone: z.array(Reason).optional(),
}).meta({ id: 'Run' });
export type Run = z.infer<typeof Run>;

/** One line of a run's history. `id` orders the lines and resumes a live stream. */
export const TimelineEvent = z
  .object({
    id: z.string(),
    at,
    type: z.string().describe('such as run.started, step.started, step.retried, step.completed, run.completed'),
    stepId: z.string().optional(),
    attempt: z.int().min(0).max(1_000_000).optional(),
    data: z.record(z.string(), z.unknown()).optional(),
  })
  .meta({ id: 'TimelineEvent' });
export type TimelineEvent = z.infer<typeof TimelineEvent>;

export const StartRunRequest = z
  .strictObject({
    trigger: z.record(z.string(), z.unknown()).default({}),
    version: z.int().min(1).max(1_000_000_000).optional(),
    priority: z.int().min(1).max(100).optional(),
    correlationId: CorrelationId.optional(),
  })
  .meta({ id: 'StartRunRequest' });
export type StartRunRequest = z.infer<typeof StartRunRequest>;

export const StartRunResponse = z
  .object({ runId: z.string(), status: RunStatus, links: RunLinks })
  .meta({ id: 'StartRunResponse' });
export type StartRunResponse = z.infer<typeof StartRunResponse>;

export const ResolveStepRequest = z
  .strictObject({
    outcome: z.enum(['completed', 'failed']),
    output: z.unknown().optional(),
    reason: z.string().min(1).max(2_000),
  })
  .meta({ id: 'ResolveStepRequest' });
export type ResolveStepRequest = z.infer<typeof ResolveStepRequest>;

export const CancelRunRequest = z
  .strictObject({
    reason: z.string().min(1).max(2_000).optional(),
    /** True undoes completed steps as the error handler's rollback would. */
    compensate: z.boolean().optional(),
  })
  .meta({ id: 'CancelRunRequest' });
export type CancelRunRequest = z.infer<typeof CancelRunRequest>;

/** The run report: what is known so far, each figure from the run's own state and timeline. */
export const RunReport = z
  .object({
    runId: z.string(),
    execution: z.object({
      status: RunStatus,
      workflowId: z.string(),
      version: z.int().min(1).max(1_000_000_000),
      durationMs: z.number().optional(),
      steps: z.record(z.string(), z.int().min(0).max(1_000_000)).describe('count of steps by status'),
      sandbox: z.array(z.string()),
      parent: Parent.optional(),
    }),
    performance: z.array(
      z.object({
        stepId: z.string(),
        status: StepStatus,
        attempts: z.int().min(0).max(1_000_000),
        queuedMs: z.number().optional(),
        runningMs: z.number().optional(),
        costUsd: z.number().optional(),
        childRunId: z.string().optional(),
      }),
    ),
    errors: z.array(Reason.extend({ attempt: z.int().min(0).max(1_000_000).optional(), at })),
    recommendations: z.array(z.string()),
    /** Parts of the report that are not built yet; they are absent, never invented. */
    notBuilt: z.array(z.string()),
  })
  .meta({ id: 'RunReport' });
export type RunReport = z.infer<typeof RunReport>;

export const RunPage = pageOf(RunSummary, 'RunPage');
export type RunPage = z.infer<typeof RunPage>;

export const TimelinePage = pageOf(TimelineEvent, 'TimelinePage');
export type TimelinePage = z.infer<typeof TimelinePage>;

export const ListRunsQuery = z.strictObject({
  workflow: WorkflowId.optional(),
  status: RunStatus.optional(),
  since: z.iso
    .datetime({ offset: true })
    .transform((text) => Date.parse(text))
    .optional()
    .describe('only runs created at or after'),
  cursor: Cursor.optional(),
  limit: PageLimit.optional(),
});
/** As a caller writes it: text. */
export type ListRunsQuery = z.input<typeof ListRunsQuery>;
