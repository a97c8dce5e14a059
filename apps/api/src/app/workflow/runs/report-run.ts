import type { Run, RunReport, StepState, TimelineEvent } from '@workflow/contract';

/** Parts that are not built yet are named, and absent. */
const notBuilt = ['security assessment of data flows', 'forecast of the critical path'];

/** Steps that took more than this share of the run are worth a look. */
const bottleneckShare = 0.5;

/** What is known of a run so far: each figure from its own state and timeline. */
export function reportRun(run: Run, events: readonly TimelineEvent[], now: number): RunReport {
  const durationMs = spanMs(run.startedAt, run.finishedAt ?? new Date(now).toISOString());
  return {
    runId: run.runId,
    execution: {
      status: run.status,
      workflowId: run.workflowId,
      version: run.version,
      durationMs,
      steps: countByStatus(run.steps),
      sandbox: run.sandbox,
      parent: run.parent,
    },
    performance: run.steps.map((step) => ({
      stepId: step.stepId,
      status: step.status,
      attempts: step.attempts,
      runningMs: spanMs(step.startedAt, step.finishedAt),
      costUsd: costOf(step.output),
      childRunId: step.childRunId,
    })),
    errors: events.flatMap((event) => {
      const { code, message } = (event.data ?? {}) as { code?: string; message?: string };
      if (code === undefined || !/^step\.(failed|retried|unknown|attempt_lost|undo_failed)$/.test(event.type))
        return [];
      return [{ code, message: message ?? '', stepId: event.stepId, attempt: event.attempt, at: event.at }];
    }),
    recommendations: recommend(run, durationMs),
    notBuilt,
  };
}

function recommend(run: Run, durationMs: number | undefined): string[] {
  return run.steps.flatMap((step) => {
    const said: string[] = [];
    const tookMs = spanMs(step.startedAt, step.finishedAt);
    if (run.steps.length > 1 && tookMs !== undefined && durationMs && tookMs / durationMs > bottleneckShare) {
      said.push(`Step '${step.stepId}' took ${Math.round((100 * tookMs) / durationMs)} % of the run's time.`);
    }
    if (step.attempts > 1) said.push(`Step '${step.stepId}' needed ${step.attempts} attempts.`);
    if (step.status === 'unknown') {
      said.push(`Step '${step.stepId}' waits for somebody to say whether its send happened: resolve it.`);
    }
    return said;
  });
}

function countByStatus(steps: readonly StepState[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status } of steps) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

function costOf(output: unknown): number | undefined {
  const cost = (output as { costUsd?: unknown } | null | undefined)?.costUsd;
  return typeof cost === 'number' ? cost : undefined;
}

function spanMs(from: string | undefined, to: string | undefined): number | undefined {
  return from === undefined || to === undefined ? undefined : Math.max(0, Date.parse(to) - Date.parse(from));
}
