import type { Run, RunSummary, StepState } from '@workflow/contract';
import type { Plan, RunStatus, Step } from '@workflow/core';
import { armedWaitOf } from '../runtime/waits/wait-runner.js';
import type { RunRecord } from '../state/run-record.js';
import type { RunStore } from '../state/run-store.js';

/** A run as callers see it. */
export async function viewRun(store: RunStore, plan: Plan, record: RunRecord): Promise<Run> {
  const steps = await Promise.all([...plan.steps.values()].map(({ step }) => viewStep(store, record, step)));
  return {
    ...summarise(record, steps),
    trigger: record.trigger,
    steps,
    outputs: record.outputs,
    missingOutputs: nonEmpty(record.missingOutputs),
    notUndone: record.notUndone === undefined ? undefined : [...record.notUndone],
  };
}

export function summarise(record: RunRecord, steps: readonly { status: string }[]): RunSummary {
  const { runId } = record;
  return {
    runId,
    workflowId: record.workflowId,
    version: record.version,
    status: shownStatus(record.status, steps),
    correlationId: record.correlationId,
    createdAt: iso(record.createdAt),
    startedAt: isoOrNone(record.startedAt),
    finishedAt: isoOrNone(record.endedAt),
    // An end that was met as it was meant is no error.
    error: record.stop?.outcome === 'completed' ? undefined : record.stop?.reason,
    waitsFor: waitsForOthers(record),
    sandbox: [...record.sandbox],
    links: linksOf(runId),
  };
}

/** Why a run is pending that only so many are at once of. */
function waitsForOthers({ waitsForLimit: limit }: RunRecord): RunSummary['waitsFor'] {
  if (limit === undefined) return undefined;
  return { code: 'CONCURRENCY_LIMIT', message: `At most ${limit} runs of it are at once under its concurrency key.` };
}

export function linksOf(runId: string): RunSummary['links'] {
  const self = `/api/runs/${runId}`;
  return { self, timeline: `${self}/timeline`, events: `${self}/events`, report: `${self}/report` };
}

/** A running run of which nothing can move by itself now shows as waiting. */
function shownStatus(status: RunStatus, steps: readonly { status: string }[]): RunStatus {
  if (status !== 'running') return status;
  const moves = steps.some((step) => step.status === 'ready' || step.status === 'running');
  const waits = steps.some((step) => step.status === 'waiting' || step.status === 'unknown');
  return !moves && waits ? 'waiting' : status;
}

async function viewStep(store: RunStore, record: RunRecord, step: Step): Promise<StepState> {
  const state = record.stepRecord(step.id);
  const output = await store.output(record.teamId, record.runId, record.raw(`o:${step.id}`));
  return {
    stepId: step.id,
    status: state.status,
    kind: step.kind,
    ...(step.kind === 'action' ? { agent: step.agent, action: step.action } : {}),
    attempts: state.attempts,
    startedAt: isoOrNone(state.begunAt),
    finishedAt: isoOrNone(state.endedAt),
    retryAt: state.status === 'waiting' || state.status === 'unknown' ? isoOrNone(state.dueAt) : undefined,
    approval: viewApproval(store, record, step),
    output,
    error: waitsForMutex(record, step) ?? state.error,
  };
}

/** Why a step waits that was never begun and has no moment at which it goes on. The key is shown as it is written. */
function waitsForMutex(record: RunRecord, { id, mutex }: Step): StepState['error'] {
  const { status, attempts, dueAt } = record.stepRecord(id);
  if (mutex === undefined || status !== 'waiting' || attempts > 0 || dueAt !== undefined) return undefined;
  return { code: 'MUTEX_HELD', message: `It waits for its mutex (${mutex.scope}): ${mutex.key}`, stepId: id };
}

/** What an approval asks, while it waits. */
function viewApproval(store: RunStore, record: RunRecord, step: Step): StepState['approval'] {
  if (step.kind !== 'approval' || record.step(step.id).status !== 'waiting') return undefined;
  const asks = armedWaitOf(store, record, step.id)?.asks;
  if (asks === undefined) return undefined;
  const { roles, users, count } = step.approval.approvers;
  return {
    prompt: asks.prompt,
    show: asks.show,
    approvers: { roles: [...roles], users: [...users], count },
    votes: asks.votes.map(({ by, decision, comment, at }) => ({ by, decision, comment, at: iso(at) })),
  };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

function isoOrNone(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : iso(ms);
}

function nonEmpty<T extends object>(value: T | undefined): T | undefined {
  return value === undefined || Object.keys(value).length === 0 ? undefined : value;
}
