import { createHash } from 'node:crypto';
import {
  canonicalJson,
  isSchedule,
  namedSchedules,
  timeAfter,
  WorkflowError,
  type WorkflowDefinition,
} from '@workflow/core';
import type { StateRedis } from '../state/state-redis.js';
import { publishVersion, type FirstTime } from '../state/scripts/publish-version.js';
import { retireWorkflow } from '../state/scripts/retire-workflow.js';
import type { RunKeys } from '../state/run-keys.js';
import type { Page, WorkflowSummary } from '../workflow.types.js';

/** Published versions, which never change. */
export class DefinitionStore {
  constructor(
    private readonly redis: StateRedis,
    private readonly keys: RunKeys,
    private readonly clock: { now(): number },
  ) {}

  /** Stores a checked definition as the next version; the same normal form as the latest gives that version again. */
  async publish(
    teamId: string,
    definition: WorkflowDefinition,
    by: string,
  ): Promise<{ version: number; checksum: string; isNew: boolean }> {
    const { teamId: _, ...rest } = definition;
    const stored = { ...rest, teamId };
    const checksum = checksumOf(stored);
    for (;;) {
      const now = this.clock.now();
      const latestSeen = Number((await this.redis.hget(this.keys.workflow(teamId, definition.id), 'latest')) ?? 0);
      const reply = await publishVersion(this.redis, this.keys, {
        teamId,
        workflowId: definition.id,
        latestSeen,
        checksum,
        definition: JSON.stringify(stored),
        name: definition.name ?? '',
        description: definition.description ?? '',
        hasTriggers: definition.triggers.some((trigger) => !isSchedule(trigger)),
        schedules: firstTimes(definition, now),
        now,
        by,
      });
      if (reply.kind !== 'changed') return { version: reply.version, checksum, isNew: reply.kind === 'stored' };
    }
  }

  /** The normal form of a version; undefined when there is none. */
  async read(teamId: string, workflowId: string, version: number): Promise<WorkflowDefinition | undefined> {
    const text = await this.redis.get(this.keys.version(teamId, workflowId, version));
    return text === null ? undefined : (JSON.parse(text) as WorkflowDefinition);
  }

  /** @throws NOT_FOUND */
  async summary(teamId: string, workflowId: string): Promise<WorkflowSummary> {
    const fields = await this.redis.hgetall(this.keys.workflow(teamId, workflowId));
    if (fields['latest'] === undefined) throw missing(workflowId);
    return toSummary(workflowId, fields);
  }

  /** The number of the latest version. @throws NOT_FOUND */
  async latest(teamId: string, workflowId: string): Promise<number> {
    const latest = await this.redis.hget(this.keys.workflow(teamId, workflowId), 'latest');
    if (latest === null) throw missing(workflowId);
    return Number(latest);
  }

  /** A workflow as one version of it. @throws NOT_FOUND */
  async versionSummary(teamId: string, workflowId: string, version: number): Promise<WorkflowSummary> {
    const fields = await this.redis.hgetall(this.keys.workflow(teamId, workflowId));
    const at = fields[`at:${version}`];
    if (at === undefined) throw missing(workflowId, version);
    const summary = toSummary(workflowId, fields);
    const by = fields[`by:${version}`];
    return {
      ...summary,
      checksum: fields[`checksum:${version}`] ?? '',
      publishedAt: new Date(Number(at)).toISOString(),
      publishedBy: by === '' ? undefined : by,
    };
  }

  /** By name. */
  async list(teamId: string, cursor: string | undefined, limit: number): Promise<Page<WorkflowSummary>> {
    const from = cursor === undefined ? '-' : `(${cursor}`;
    const ids = await this.redis.zrange(this.keys.workflows(teamId), from, '+', 'BYLEX', 'LIMIT', 0, limit + 1);
    const page = ids.slice(0, limit);
    const items = await Promise.all(page.map((id) => this.summary(teamId, id)));
    return { items, nextCursor: ids.length > limit ? page.at(-1) : undefined };
  }

  /** No new runs from here on; a later publish brings the workflow back. @throws NOT_FOUND */
  async retire(teamId: string, workflowId: string): Promise<void> {
    if (!(await retireWorkflow(this.redis, this.keys, teamId, workflowId))) throw missing(workflowId);
  }

  /** The version of each workflow of the team that webhooks and named events trigger, by workflow id. */
  liveTriggers(teamId: string): Promise<Record<string, string>> {
    return this.redis.hgetall(this.keys.triggers(teamId));
  }
}

/** `sha256:` and hex, over the canonical JSON of the normal form: spelling and key order do not count. */
export function checksumOf(definition: WorkflowDefinition): string {
  return `sha256:${createHash('sha256').update(canonicalJson(definition)).digest('hex')}`;
}

/** When the schedules of a definition that is published now start first. */
function firstTimes({ triggers }: WorkflowDefinition, now: number): FirstTime[] {
  return namedSchedules(triggers).flatMap(({ id, schedule }) => {
    const at = timeAfter(schedule, now);
    return at === undefined ? [] : [{ id, at }];
  });
}

function toSummary(id: string, fields: Readonly<Record<string, string>>): WorkflowSummary {
  const text = (field: string): string | undefined => (fields[field] ? fields[field] : undefined);
  return {
    id,
    name: text('name'),
    description: text('description'),
    latestVersion: Number(fields['latest']),
    checksum: fields['checksum'] ?? '',
    publishedAt: new Date(Number(fields['at'])).toISOString(),
    publishedBy: text('by'),
    isRetired: fields['retired'] === '1',
  };
}

function missing(workflowId: string, version?: number): WorkflowError {
  const what = version === undefined ? `workflow '${workflowId}'` : `version ${version} of workflow '${workflowId}'`;
  return new WorkflowError('NOT_FOUND', `There is no ${what}.`);
}
