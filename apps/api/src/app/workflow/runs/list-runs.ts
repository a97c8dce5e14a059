import type { RunSummary } from '@workflow/contract';
import { WorkflowError } from '@workflow/core';
import type { RunStore } from '../state/run-store.js';
import type { ListRunsQuery, Page } from '../workflow.types.js';
import { summarise } from './run-view.js';

/** Runs looked at for one page at the most: a rare status must not read a whole index. */
const maxLooked = 2_000;

/** A team's runs, newest first. */
export class ListRuns {
  constructor(private readonly store: RunStore) {}

  /** @throws INVALID_REQUEST for a cursor that was never given */
  async list({ teamId, workflow, status, since, cursor, limit = 20 }: ListRunsQuery): Promise<Page<RunSummary>> {
    const { redis } = this.store;
    const index = this.#index(teamId, status, workflow);
    const start = readCursor(cursor);
    const items: RunSummary[] = [];
    let offset = start?.offset ?? 0;
    let max: number | string = start?.at ?? '+inf';
    for (let looked = 0; looked < maxLooked; looked += limit) {
      const found = await redis.zrevrangebyscore(index, max, since ?? '-inf', 'WITHSCORES', 'LIMIT', offset, limit);
      for (let at = 0; at < found.length; at += 2) {
        const [runId, score] = [found[at] as string, Number(found[at + 1])];
        offset = score === max ? offset + 1 : 1;
        max = score;
        const record = await this.store.read(teamId, runId);
        if (record === undefined || (workflow !== undefined && record.workflowId !== workflow)) continue;
        if (status !== undefined && !matches(status, record.status)) continue;
        items.push(summarise(record, []));
        if (items.length === limit) return { items, nextCursor: `${max}.${offset}` };
      }
      if (found.length < limit * 2) return { items };
    }
    return { items, nextCursor: `${max}.${offset}` };
  }

  #index(teamId: string, status: string | undefined, workflow: string | undefined): string {
    const { keys } = this.store;
    // Waiting is how a running run looks when nothing of it can move; it has no index of its own.
    if (status !== undefined) return keys.runsOfStatus(teamId, status === 'waiting' ? 'running' : status);
    return workflow === undefined ? keys.runs(teamId) : keys.runsOfWorkflow(teamId, workflow);
  }
}

function matches(asked: string, found: string): boolean {
  return asked === found || (asked === 'waiting' && found === 'running');
}

/** `<ms>.<n>`: the creation time reached, and how many runs of that very time were given. */
function readCursor(cursor: string | undefined): { at: number; offset: number } | undefined {
  if (cursor === undefined) return undefined;
  const match = /^(\d{1,15})\.(\d{1,6})$/.exec(cursor);
  if (match === null) {
    throw new WorkflowError('INVALID_REQUEST', 'The cursor is not one that this list gave.', {
      details: [{ path: '/cursor', code: 'INVALID_VALUE', message: 'not a cursor of this list' }],
    });
  }
  return { at: Number(match[1]), offset: Number(match[2]) };
}
