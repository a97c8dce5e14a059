import type { RunKeys } from '../run-keys.js';
import { runMember } from '../run-keys.js';
import { loadScript, type ScriptRunner } from '../script.js';

const script = loadScript(new URL('./create-run.lua', import.meta.url), 10);

export interface NewRun {
  readonly teamId: string;
  readonly runId: string;
  readonly workflowId: string;
  /** The version that the starter takes for the latest; undefined when it asked for a version by number. */
  readonly latestKnown?: number;
  /** Milliseconds. */
  readonly now: number;
  /** Milliseconds at which the whole run times out. */
  readonly deadline?: number;
  /** Hash of the body that an idempotency key came with. */
  readonly bodyHash?: string;
  /** For a run that only so many are at once of: it waits, until it is admitted. */
  readonly waitsFor?: { readonly slotId: string; readonly limit: number };
  readonly ready: readonly string[];
  /** Fields of the run's hash, already encoded. */
  readonly fields: Readonly<Record<string, string>>;
  /** Data of the `run.created` event. */
  readonly event: string;
}

export type CreatedRun =
  | { readonly kind: 'created' }
  | { readonly kind: 'exists'; readonly bodyHash: string; readonly status: string }
  | { readonly kind: 'trimmed' | 'retired' }
  /** Another version is the latest by now. */
  | { readonly kind: 'outdated' };

/** Writes a run with its first ready steps, atomically and once; safe to send twice. */
export async function createRun(redis: ScriptRunner, keys: RunKeys, run: NewRun): Promise<CreatedRun> {
  const { teamId, runId } = run;
  const reply = (await script.run(
    redis,
    [
      keys.run(teamId, runId),
      keys.timeline(teamId, runId),
      run.waitsFor === undefined ? keys.active : keys.queued,
      keys.runs(teamId),
      keys.runsOfStatus(teamId, 'pending'),
      keys.runsOfWorkflow(teamId, run.workflowId),
      keys.deadlines,
      keys.outbox,
      keys.tombstone(teamId, runId),
      keys.workflow(teamId, run.workflowId),
    ],
    [
      run.now,
      runId,
      runMember(teamId, runId),
      run.deadline ?? '',
      run.bodyHash ?? '',
      run.event,
      run.latestKnown ?? '',
      run.ready.length,
      ...run.ready,
      ...Object.entries(run.fields).flat(),
      ...(run.waitsFor === undefined ? [] : ['sl', run.waitsFor.slotId, 'sw', run.waitsFor.limit]),
    ],
  )) as [number, string, string];
  if (reply[0] === 1) return { kind: 'created' };
  if (reply[0] === -1) return { kind: 'trimmed' };
  if (reply[0] === -2) return { kind: 'retired' };
  if (reply[0] === -3) return { kind: 'outdated' };
  return { kind: 'exists', bodyHash: reply[1], status: reply[2] };
}
