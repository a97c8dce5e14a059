import { checkSource, type AgentCatalogue } from '@workflow/core';
import type { Run } from '@workflow/contract';
import { dropPrefix, testRedisUrl, uniquePrefix } from '@workflow/testing';
import { Redis } from 'ioredis';
import { vi } from 'vitest';
import type { World } from './case.js';
import { definitionOf, startCase, startRun, type LiveCase } from './run-case.js';

/** A case on a real Redis, for tests. */
export interface CaseFixture<W extends World> extends LiveCase<W> {
  /** What the checker, which knows the case's agents, says of its definition. */
  problems(): Promise<unknown>;
  /** Runs the case's definition on inputs, to its end. */
  run(trigger: object): Promise<Run>;
}

export async function startCaseFixture<W extends World>(name: string, world: Promise<W>): Promise<CaseFixture<W>> {
  // Steps that fail are what these tests are about.
  vi.stubEnv('LOG_LEVEL', 'silent');
  const prefix = uniquePrefix();
  const live = await startCase(await world, prefix);
  const { api } = live.demo;
  return {
    ...live,
    close: async () => {
      await live.close();
      const redis = new Redis(testRedisUrl());
      await dropPrefix(redis, prefix);
      await redis.quit();
    },
    problems: async () => {
      const catalogue = await api.call<AgentCatalogue>('/agents');
      const { problems, warnings } = checkSource(await definitionOf(name), { format: 'yaml' }, catalogue);
      return [...problems, ...warnings];
    },
    run: async (trigger) => {
      const runId = await startRun(api, name, trigger);
      // The stream of a run's events ends with the run.
      for await (const _event of api.events(`/runs/${runId}/events`));
      return api.call<Run>(`/runs/${runId}`);
    },
  };
}

/** The steps of a run by their ids: status, and the code of the reason where there is one. */
export function statuses(run: Run): Readonly<Record<string, string>> {
  return Object.fromEntries(
    run.steps.map(({ stepId, status, error }) => [stepId, error === undefined ? status : `${status} ${error.code}`]),
  );
}
