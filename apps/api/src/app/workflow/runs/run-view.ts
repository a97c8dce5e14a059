import type { Run, RunSummary, StepState } from '@workflow/contract';
import {
  containerOf,
  instanceAt,
  instanceOf,
  pathIn,
  topScope,
  type Plan,
  type RunStatus,
  type Scope,
  type Step,
  type StepPlace,
} from '@workflow/core';
import { armedWaitOf } from '../runtime/waits/wait-addresses.js';
import { EndedInstances } from '../state/ended-instances.js';
import type { RunRecord } from '../state/run-record.js';
import type { RunStore } from '../state/run-store.js';

type ShownStep = Pick<StepState, 'status' | 'instances'>;

/** A run as callers see it. */
export async function viewRun(store: RunStore, plan: Plan, record: RunRecord): Promise<Run> {
  const steps = await new StepViews(store, record).ofScope(topScope(plan));
  return {
    ...summarise(record, steps),
    trigger: record.trigger,
    steps,
    outputs: record.outputs,
    missingOutputs: nonEmpty(record.missingOutputs),
    notUndone: record.notUndone === undefined ? undefined : [...record.notUndone],
  };
}

export function summarise(record: RunRecord, steps: readonly ShownStep[]): RunSummary {
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
    parent: viewParent(record),
    waitsFor: waitsForOthers(record),
    sandbox: [...record.sandbox],
    links: linksOf(runId),
  };
}

function viewParent({ parent }: RunRecord): RunSummary['parent'] {
  return parent && { runId: parent.runId, stepId: parent.stepId };
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
function shownStatus(status: RunStatus, steps: readonly ShownStep[]): RunStatus {
  if (status !== 'running') return status;
  // A container runs as long as anything inside does not rest.
  const moves = steps.some(({ status: one, instances }) => one === 'ready' || (one === 'running' && !instances));
  const waits = steps.some((step) => step.status === 'waiting' || step.status === 'unknown');
  return !moves && waits ? 'waiting' : status;
}

/** The step of one path, wherever its state lies; pending where nothing is known of it. */
export async function viewStep(store: RunStore, record: RunRecord, place: StepPlace): Promise<StepState> {
  const ended = await new EndedInstances(store).ofStep(record.teamId, record.runId, place.path);
  return viewIn(store, isBroughtBack(record) ? record : (ended ?? record), place);
}

/** After a rollback began, the run itself holds everything. */
function isBroughtBack(record: RunRecord): boolean {
  return record.raw('bb') !== '';
}

/** Steps inside containers that one view shows; the others are asked for by their paths. */
const maxInner = 500;

/** The steps of a run, each container followed by what stands in its instances: the open ones, then those that ended. */
class StepViews {
  #inner = 0;

  constructor(
    private readonly store: RunStore,
    private readonly record: RunRecord,
  ) {}

  async ofScope(scope: Scope, record = this.record): Promise<StepState[]> {
    const states: StepState[] = [];
    for (const [stepId, planned] of scope.plan.steps) {
      const place = { path: pathIn(scope, stepId), planned, scope };
      states.push(await viewIn(this.store, record, place));
      if (containerOf(planned) !== undefined) states.push(...(await this.#inside(place, record)));
    }
    return states;
  }

  async #inside(container: StepPlace, record: RunRecord): Promise<StepState[]> {
    const { plan } = instanceOf(container);
    const { teamId, runId } = this.record;
    const open = record.openInstances(container.path);
    const states: StepState[] = [];
    const show = async (path: string, from: RunRecord): Promise<void> => {
      this.#inner += plan.steps.size;
      states.push(...(await this.ofScope(instanceAt(container, path), from)));
    };
    const mayShow = (): boolean => this.#inner + plan.steps.size <= maxInner;
    for (const path of open.toSorted(byIndex)) if (mayShow()) await show(path, record);
    const room = Math.max(0, Math.floor((maxInner - this.#inner) / Math.max(1, plan.steps.size)));
    const ended = endedPaths(container, Number(record.raw(`mn:${container.path}`) || 0))
      .filter((path) => !open.includes(path))
      .slice(0, room);
    for (const [at, kept] of (await new EndedInstances(this.store).read(teamId, runId, ended)).entries()) {
      // What its container's end has closed lies where it was.
      if (mayShow()) await show(ended[at] as string, isBroughtBack(this.record) ? record : (kept ?? record));
    }
    return states;
  }
}

function endedPaths({ path, planned }: StepPlace, opened: number): string[] {
  if (containerOf(planned)?.kind === 'interleave') return opened === 0 ? [] : [path];
  return Array.from({ length: Math.min(opened, maxInner) }, (_, index) => `${path}.${index}`);
}

function byIndex(left: string, right: string): number {
  return left.length - right.length || (left < right ? -1 : 1);
}

async function viewIn(store: RunStore, record: RunRecord, { path, planned: { step } }: StepPlace): Promise<StepState> {
  const state = record.stepRecord(path);
  const output = await store.output(record.teamId, record.runId, record.raw(`o:${path}`));
  return {
    stepId: path,
    status: state.status,
    kind: step.kind,
    ...(step.kind === 'action' ? { agent: step.agent, action: step.action } : {}),
    attempts: state.attempts,
    startedAt: isoOrNone(state.begunAt),
    finishedAt: isoOrNone(state.endedAt),
    retryAt: state.status === 'waiting' || state.status === 'unknown' ? isoOrNone(state.dueAt) : undefined,
    instances: viewInstances(record, path),
    approval: viewApproval(store, record, path, step),
    childRunId: record.raw(`h:${path}`) || undefined,
    output,
    error: waitsForMutex(record, path, step) ?? state.error,
  };
}

/** How far a container that has begun has come. */
function viewInstances(record: RunRecord, path: string): StepState['instances'] {
  const opened = record.raw(`mn:${path}`);
  if (opened === '') return undefined;
  const items = record.raw(`mt:${path}`);
  return {
    opened: Number(opened),
    completed: Number(record.raw(`mk:${path}`) || 0),
    failed: Number(record.raw(`mf:${path}`) || 0),
    ...(items !== '' && { items: Number(items) }),
  };
}

/** Why a step waits that was never begun and has no moment at which it goes on. The key is shown as it is written. */
function waitsForMutex(record: RunRecord, path: string, { mutex }: Step): StepState['error'] {
  const { status, attempts, dueAt } = record.stepRecord(path);
  if (mutex === undefined || status !== 'waiting' || attempts > 0 || dueAt !== undefined) return undefined;
  return { code: 'MUTEX_HELD', message: `It waits for its mutex (${mutex.scope}): ${mutex.key}`, stepId: path };
}

/** What an approval asks, while it waits. */
function viewApproval(store: RunStore, record: RunRecord, path: string, step: Step): StepState['approval'] {
  if (step.kind !== 'approval' || record.step(path).status !== 'waiting') return undefined;
  const asks = armedWaitOf(store, record, path)?.asks;
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
