import { scheduleMember, type RunKeys } from '../run-keys.js';
import { loadScript, type ScriptRunner } from '../script.js';

const script = loadScript(new URL('./publish-version.lua', import.meta.url), 5);

export interface NewVersion {
  readonly teamId: string;
  readonly workflowId: string;
  /** 0 when the caller saw none. */
  readonly latestSeen: number;
  readonly checksum: string;
  readonly definition: string;
  readonly name: string;
  readonly description: string;
  /** Whether webhooks or named events trigger it. */
  readonly hasTriggers: boolean;
  readonly schedules: readonly FirstTime[];
  readonly now: number;
  readonly by: string;
}

/** A schedule of the version, and the first time of it that is to come, ms. */
export interface FirstTime {
  readonly id: string;
  readonly at: number;
}

/** Stores the next version, atomically; `changed` asks to look at the latest again. Safe to send twice. */
export async function publishVersion(
  redis: ScriptRunner,
  keys: RunKeys,
  next: NewVersion,
): Promise<{ kind: 'stored' | 'same'; version: number } | { kind: 'changed' }> {
  const { teamId, workflowId } = next;
  const [code, version] = (await script.run(
    redis,
    [
      keys.workflow(teamId, workflowId),
      keys.version(teamId, workflowId, next.latestSeen + 1),
      keys.workflows(teamId),
      keys.triggers(teamId),
      keys.schedules,
    ],
    [
      next.latestSeen,
      next.checksum,
      next.definition,
      next.now,
      next.by,
      workflowId,
      next.hasTriggers ? 1 : 0,
      next.name,
      next.description,
      scheduleMember(teamId, workflowId, ''),
      ...next.schedules.flatMap(({ id, at }) => [id, at]),
    ],
  )) as [number, number];
  if (code === 0) return { kind: 'changed' };
  return { kind: code === 1 ? 'stored' : 'same', version };
}
