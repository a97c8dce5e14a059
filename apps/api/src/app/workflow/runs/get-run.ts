import type { Run, StepState, TimelineEvent } from '@workflow/contract';
import { findStep, isTerminalRun, WorkflowError } from '@workflow/core';
import type { PlanCache } from '../runtime/plan-cache.js';
import type { RunRecord } from '../state/run-record.js';
import { sliceOf } from '../state/run-slice.js';
import type { RunStore } from '../state/run-store.js';
import type { LiveEvents } from '../timeline/live-events.js';
import { isEventId, type Timeline } from '../timeline/timeline.js';
import type { Caller, Page } from '../workflow.types.js';
import { isRunId } from '../state/run-id.js';
import { viewRun, viewStep } from './run-view.js';

/** What is known of a run without its steps. */
type RunHead = Pick<RunRecord, 'teamId' | 'runId' | 'status' | 'stop' | 'workflowId' | 'version' | 'startedBy'>;

/** Reading one run. What belongs to another team is not found. */
export class GetRun {
  constructor(
    private readonly store: RunStore,
    private readonly plans: PlanCache,
    private readonly timelines: Timeline,
    private readonly live: LiveEvents,
  ) {}

  /** @throws NOT_FOUND */
  async record(runId: string, { teamId }: Caller): Promise<RunRecord> {
    const record = isRunId(runId) ? await this.store.read(teamId, runId) : undefined;
    if (record === undefined) throw notFound(runId);
    return record;
  }

  /** How the run stands, without its steps. @throws NOT_FOUND */
  async head(runId: string, { teamId }: Caller): Promise<RunHead> {
    const head = isRunId(runId) ? await this.store.readSlice(teamId, runId, sliceOf([])) : undefined;
    if (head === undefined) throw notFound(runId);
    return head;
  }

  /** @throws NOT_FOUND */
  async get(runId: string, caller: Caller): Promise<Run> {
    const record = await this.record(runId, caller);
    return viewRun(this.store, await this.plans.get(caller.teamId, record.workflowId, record.version), record);
  }

  /** One step, by its path. @throws NOT_FOUND for a step that the run does not have */
  async step(runId: string, path: string, caller: Caller): Promise<StepState> {
    const record = await this.record(runId, caller);
    const place = findStep(await this.plans.get(caller.teamId, record.workflowId, record.version), path);
    if (place !== undefined) return viewStep(this.store, record, place);
    throw new WorkflowError('NOT_FOUND', `Run ${runId} has no step '${path.slice(0, 100)}'.`);
  }

  /** @throws NOT_FOUND; INVALID_REQUEST for a cursor that was never given */
  async timeline(
    runId: string,
    { teamId, cursor, limit = 100 }: Caller & { cursor?: string; limit?: number },
  ): Promise<Page<TimelineEvent>> {
    await this.head(runId, { teamId });
    demandEventId(cursor);
    const events = await this.timelines.read(teamId, runId, cursor, limit + 1);
    const items = events.slice(0, limit);
    return { items, nextCursor: events.length > limit ? items.at(-1)?.id : undefined };
  }

  /** @throws NOT_FOUND; INVALID_REQUEST for an id that was never given */
  async *events(
    runId: string,
    { teamId, after, signal }: Caller & { after?: string; signal?: AbortSignal },
  ): AsyncGenerator<TimelineEvent, void, undefined> {
    await this.head(runId, { teamId });
    demandEventId(after);
    yield* this.live.follow(teamId, runId, after, signal);
  }

  /** Waits until the run has ended, at most `timeout` ms. @throws NOT_FOUND */
  async result(
    runId: string,
    { teamId, timeout, signal }: Caller & { timeout: number; signal?: AbortSignal },
  ): Promise<Run> {
    const { status } = await this.head(runId, { teamId });
    if (!isTerminalRun(status) && timeout > 0) {
      const deadline = AbortSignal.timeout(timeout);
      const either = signal === undefined ? deadline : AbortSignal.any([deadline, signal]);
      for await (const _ of this.live.follow(teamId, runId, undefined, either));
    }
    return this.get(runId, { teamId });
  }
}

function notFound(runId: string): WorkflowError {
  return new WorkflowError('NOT_FOUND', `There is no run '${runId.slice(0, 64)}'.`);
}

function demandEventId(id: string | undefined): void {
  if (id !== undefined && !isEventId(id)) {
    throw new WorkflowError('INVALID_REQUEST', 'The cursor is not one that this timeline gave.', {
      details: [{ path: '/cursor', code: 'INVALID_VALUE', message: 'not the id of an event' }],
    });
  }
}
