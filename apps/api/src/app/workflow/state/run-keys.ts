/**
 * The one place that spells the engine's Redis keys. `P` is the queue prefix with its shard, in braces: everything of
 * a run lies in one slot, with BullMQ's own keys of the same prefix. `T` is the team.
 *
 * | key | type | holds |
 * |---|---|---|
 * | `P:T:run:R` | hash | the run and its steps, see `run-fields.ts` |
 * | `P:T:run:R:timeline` | stream | what happened, in order |
 * | `P:T:run:R:out:S` | string | an output over 16 KiB |
 * | `P:T:run:R:items` | hash | what each item of a map is, by the path of its instance |
 * | `P:T:run:R:results` | hash | what each ended instance of a container gave, by its path; under `~` and the path, the instance that its end opened |
 * | `P:T:run:R:instances` | hash | the fields of each ended instance's steps, put away as JSON, by its path |
 * | `P:T:run:R:armed` | zset | `R|S` of its steps that wait for a signal to the run, by arming |
 * | `P:T:run:R:mail` | list | signals to the run that nothing waited for yet, first in first out |
 * | `P:T:signal:N:K:armed` | zset | the same waits of the whole team, under the name N and the key K |
 * | `P:T:signal:N:K:mail` | list | signals that nothing waited for, kept 24 h |
 * | `P:T:signal:seen:H` | string | a signal that was taken, by its idempotency key: 24 h |
 * | `P:T:runs` | zset | run ids by creation, ms |
 * | `P:T:runs:status:X` | zset | the same, of one status |
 * | `P:T:runs:workflow:W` | zset | the same, of one workflow |
 * | `P:T:workflow:W` | hash | versions and latest of a workflow |
 * | `P:T:workflow:W:V` | string | a version's normal form, never changed |
 * | `P:T:workflows` | zset | workflow ids, all 0, by name |
 * | `P:T:ended:R` | string | tombstone of a trimmed run: 24 h, so that its idempotency key cannot start it again |
 * | `P:T:triggers` | hash | workflow id to the version whose triggers by webhooks and named events are live |
 * | `P:T:event:H` | string | an event that was emitted under an idempotency key: what it starts, and the answer: 24 h |
 * | `P:schedules` | zset | `T|W|S` of every live schedule S, by its next time, ms |
 * | `P:active` | zset | `T|R` of runs that have not ended, by creation |
 * | `P:deadlines` | zset | `T|R` by the run's deadline |
 * | `P:finished` | zset | `T|R` by end, for retention |
 * | `P:finished:bytes` | hash | `T|R` to the bytes it takes, and `total` |
 * | `P:wake` | zset | `T|R|jobId|queue` of parked jobs that were woken from outside, by the time of waking |
 * | `P:stopping` | zset | `T|R` of runs that are being ended early, until they have: their jobs are called off again and again |
 * | `P:child-ends` | zset | `T|R` of child runs that have ended and whose waiting parent was not told yet, by end |
 * | `P:outbox` | stream | run-level events for listeners that must not miss one |
 * | `P:leader` | string | who sweeps |
 * | `P:install` | hash | facts of the installation that never change |
 * | `P:queued` | zset | `T|R` of runs that wait for others of their workflow to end, by creation; none is in `active` |
 * | `P:slots` | zset | ids of slots that steps or runs asked for, by the last time |
 *
 * What lies across runs has a tag of its own key, `L` = `{<queue prefix>:slot:<id>}`, so that it spreads over a cluster.
 *
 * | key | type | holds |
 * |---|---|---|
 * | `L:held` | zset | who holds a slot, by when; a step by its wake member, a run by `T|R` |
 * | `L:line` | zset | who waits for one, by priority and then by coming |
 * | `{<queue prefix>:cache:H}` | string | the output of a call, by the hash of its team, agent, action and inputs |
 * | `L:facts` | hash | `limit` how many slots there are, `last` the last number drawn |
 */
export class RunKeys {
  readonly prefix: string;

  constructor(
    private readonly queuePrefix: string,
    shard = 0,
  ) {
    this.prefix = `{${queuePrefix}${shard}}`;
  }

  run(teamId: string, runId: string): string {
    return `${this.prefix}:${teamId}:run:${runId}`;
  }
  timeline(teamId: string, runId: string): string {
    return `${this.run(teamId, runId)}:timeline`;
  }
  output(teamId: string, runId: string, stepId: string): string {
    return `${this.run(teamId, runId)}:out:${stepId}`;
  }
  items(teamId: string, runId: string): string {
    return `${this.run(teamId, runId)}:items`;
  }
  results(teamId: string, runId: string): string {
    return `${this.run(teamId, runId)}:results`;
  }
  instances(teamId: string, runId: string): string {
    return `${this.run(teamId, runId)}:instances`;
  }
  /** Where signals to one run are kept and waited for. */
  runSignals(teamId: string, runId: string): SignalAddress {
    return { armed: `${this.run(teamId, runId)}:armed`, mail: `${this.run(teamId, runId)}:mail` };
  }
  /** The same of signals to a key of the team. */
  keyedSignals(teamId: string, name: string, key: string): SignalAddress {
    const address = `${this.prefix}:${teamId}:signal:${encodeURIComponent(name)}:${encodeURIComponent(key)}`;
    return { armed: `${address}:armed`, mail: `${address}:mail` };
  }
  seenSignal(teamId: string, hash: string): string {
    return `${this.prefix}:${teamId}:signal:seen:${hash}`;
  }
  runs(teamId: string): string {
    return `${this.prefix}:${teamId}:runs`;
  }
  runsOfStatus(teamId: string, status: string): string {
    return `${this.prefix}:${teamId}:runs:status:${status}`;
  }
  runsOfWorkflow(teamId: string, workflowId: string): string {
    return `${this.prefix}:${teamId}:runs:workflow:${workflowId}`;
  }
  workflow(teamId: string, workflowId: string): string {
    return `${this.prefix}:${teamId}:workflow:${workflowId}`;
  }
  version(teamId: string, workflowId: string, version: number): string {
    return `${this.workflow(teamId, workflowId)}:${version}`;
  }
  workflows(teamId: string): string {
    return `${this.prefix}:${teamId}:workflows`;
  }
  tombstone(teamId: string, runId: string): string {
    return `${this.prefix}:${teamId}:ended:${runId}`;
  }
  triggers(teamId: string): string {
    return `${this.prefix}:${teamId}:triggers`;
  }
  emittedEvent(teamId: string, hash: string): string {
    return `${this.prefix}:${teamId}:event:${hash}`;
  }
  get schedules(): string {
    return `${this.prefix}:schedules`;
  }
  get active(): string {
    return `${this.prefix}:active`;
  }
  get deadlines(): string {
    return `${this.prefix}:deadlines`;
  }
  get finished(): string {
    return `${this.prefix}:finished`;
  }
  get finishedBytes(): string {
    return `${this.prefix}:finished:bytes`;
  }
  get wake(): string {
    return `${this.prefix}:wake`;
  }
  get stopping(): string {
    return `${this.prefix}:stopping`;
  }
  get childEnds(): string {
    return `${this.prefix}:child-ends`;
  }
  get outbox(): string {
    return `${this.prefix}:outbox`;
  }
  get leader(): string {
    return `${this.prefix}:leader`;
  }
  get install(): string {
    return `${this.prefix}:install`;
  }
  get queued(): string {
    return `${this.prefix}:queued`;
  }
  get slots(): string {
    return `${this.prefix}:slots`;
  }
  cachedOutput(hash: string): string {
    return `{${this.queuePrefix}:cache:${hash}}`;
  }
  /** The id of a slot is a text of the base64url alphabet and dots. */
  slot(slotId: string): SlotAddress {
    const tag = `{${this.queuePrefix}:slot:${slotId}}`;
    return { held: `${tag}:held`, line: `${tag}:line`, facts: `${tag}:facts` };
  }
  /** Channel: `T|R` after each transition, for live viewers. */
  get moved(): string {
    return `${this.prefix}:moved`;
  }
  /** Channel: `T|R` of runs whose running attempts must be aborted. */
  get stopped(): string {
    return `${this.prefix}:stopped`;
  }
}

/** The keys of one place that signals are sent to. */
export interface SignalAddress {
  readonly armed: string;
  readonly mail: string;
}

/** A schedule's name across teams and workflows, as their index holds it. */
export function scheduleMember(teamId: string, workflowId: string, scheduleId: string): string {
  return `${teamId}|${workflowId}|${scheduleId}`;
}

export function parseScheduleMember(member: string): { teamId: string; workflowId: string; scheduleId: string } {
  // Neither the id of a workflow nor that of a schedule has a bar.
  const parts = member.split('|');
  const scheduleId = parts.pop() ?? '';
  const workflowId = parts.pop() ?? '';
  return { teamId: parts.join('|'), workflowId, scheduleId };
}

/** The keys of something that few may hold at once. */
export interface SlotAddress {
  readonly held: string;
  readonly line: string;
  readonly facts: string;
}

/** A run's name across teams, as indexes hold it. */
export function runMember(teamId: string, runId: string): string {
  return `${teamId}|${runId}`;
}

export function parseRunMember(member: string): { teamId: string; runId: string } {
  const bar = member.lastIndexOf('|');
  return { teamId: member.slice(0, bar), runId: member.slice(bar + 1) };
}
