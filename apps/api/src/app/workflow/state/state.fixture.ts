import { randomUUID } from 'node:crypto';
import type { RunStop, StepStatus } from '@workflow/core';
import { dropPrefix, testRedisUrl, uniquePrefix } from '@workflow/testing';
import { Redis, type RedisOptions } from 'ioredis';
import { Codec } from './codec.js';
import { codeOfStatus } from './run-fields.js';
import { RunKeys, runMember } from './run-keys.js';
import { RunStore } from './run-store.js';
import { createRun, type CreatedRun, type NewRun } from './scripts/create-run.js';
import { claimStep, type ClaimCursor, type ClaimReply, type StepClaim } from './scripts/claim-step.js';
import { commitRun, type RunCommit } from './scripts/commit-run.js';

export const teamId = 'team_123';
/** The moment that tests tell scripts it is. */
export const now = Date.UTC(2026, 0, 5, 12);

/** One run's state on a real Redis, under a prefix of its own. For tests. */
export class StateFixture {
  readonly prefix = uniquePrefix();
  readonly redis: Redis;
  readonly keys = new RunKeys(this.prefix);
  readonly store: RunStore;
  readonly runId = `wr_0-${randomUUID()}`;
  readonly member = runMember(teamId, this.runId);
  readonly #listeners: Redis[] = [];

  constructor(url = testRedisUrl(), options: RedisOptions = {}) {
    this.redis = new Redis(url, options);
    this.store = new RunStore(this.redis, this.keys, new Codec());
  }

  async create(facts: Partial<NewRun> = {}): Promise<CreatedRun> {
    return createRun(this.redis, this.keys, {
      teamId,
      runId: this.runId,
      workflowId: 'campaign',
      now,
      ready: ['a'],
      fields: { wf: 'campaign', v: '1', in: '{"leadId":7}', ci: 'c-1' },
      event: '{"version":1}',
      ...facts,
    });
  }

  /** The first delivery of step `a`'s job, unless the facts say otherwise. */
  async claim(facts: Partial<StepClaim> = {}): Promise<ClaimReply | ClaimCursor> {
    const stepId = facts.stepId ?? 'a';
    return claimStep(this.redis, this.keys, {
      teamId,
      runId: this.runId,
      jobStepId: stepId,
      stepId,
      token: 1,
      now: now + 10,
      isRedelivery: false,
      asks: 'no',
      reads: [],
      readsTrigger: false,
      wakeMember: `${this.member}|${this.runId}.${stepId}|agent-luci`,
      ...facts,
    });
  }

  async commit(facts: Partial<RunCommit> = {}): ReturnType<typeof commitRun> {
    return commitRun(this.redis, this.keys, {
      teamId,
      runId: this.runId,
      now: now + 20,
      expects: [],
      writes: [],
      statusFound: 'running',
      statusNext: 'running',
      events: [],
      ...facts,
    });
  }

  /** Writes fields of the run as they would stand, whatever led to them. */
  async set(fields: Readonly<Record<string, string | number>>): Promise<void> {
    await this.redis.hset(this.keys.run(teamId, this.runId), fields);
  }

  async setStatus(stepId: string, status: Exclude<StepStatus, 'pending'>): Promise<void> {
    await this.set({ [`s:${stepId}`]: codeOfStatus(status) });
  }

  async setStop(mode: RunStop['mode'], code = 'AGENT_FAILED'): Promise<void> {
    await this.set({ stop: JSON.stringify({ mode, reason: { code, message: 'Why.' } }) });
  }

  async get(field: string): Promise<string | null> {
    return this.redis.hget(this.keys.run(teamId, this.runId), field);
  }

  async fields(): Promise<Record<string, string>> {
    return this.redis.hgetall(this.keys.run(teamId, this.runId));
  }

  /** The timeline's lines: type, step, attempt, data. */
  async timeline(): Promise<string[]> {
    const lines = await this.redis.xrange(this.keys.timeline(teamId, this.runId), '-', '+');
    return lines.map(([, [, type, , step, , attempt, , data]]) => `${type} ${step} ${attempt} ${data}`.trim());
  }

  /** Every key under the prefix with its content, to compare before and after. */
  async everything(): Promise<Record<string, string>> {
    const found: Record<string, string> = {};
    for await (const page of this.redis.scanStream({ match: `{${this.prefix}*`, count: 1_000 })) {
      for (const key of page as string[]) found[key] = (await this.redis.dumpBuffer(key))?.toString('base64') ?? '';
    }
    return found;
  }

  /** The members of a sorted set with their scores. */
  async scores(key: string): Promise<Record<string, number>> {
    const flat = await this.redis.zrange(key, 0, -1, 'WITHSCORES');
    return Object.fromEntries(flat.flatMap((member, at) => (at % 2 === 0 ? [[member, Number(flat[at + 1])]] : [])));
  }

  async runsOf(status: string): Promise<string[]> {
    return this.redis.zrange(this.keys.runsOfStatus(teamId, status), 0, -1);
  }

  /** What is published on a channel from now on. */
  async listen(channel: string): Promise<string[]> {
    const heard: string[] = [];
    const listener = new Redis(testRedisUrl());
    this.#listeners.push(listener);
    listener.on('message', (_, message) => heard.push(message));
    await listener.subscribe(channel);
    return heard;
  }

  async close(): Promise<void> {
    for (const listener of this.#listeners) listener.disconnect();
    await dropPrefix(this.redis, this.prefix);
    this.redis.disconnect();
  }
}
