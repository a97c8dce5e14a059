import { WorkflowService } from '@workflow/api';
import { until } from '@workflow/testing';
import type { Redis } from 'ioredis';
import type { Act, Observation, PatternCase } from './pattern.js';

const teamId = 'team_123';
/** Milliseconds for anything that is waited for: a take-over by another worker takes seconds. */
const patienceMs = 60_000;

/** Publishes and starts a case on a real engine, does what its script says, and waits until nothing of it is left. */
export async function observeRun(
  workflows: WorkflowService,
  redis: Redis,
  prefix: string,
  { definition, children = [], trigger = {}, script = [] }: PatternCase,
): Promise<Observation> {
  const publish = (text: string) => workflows.publish({ kind: 'text', text, format: 'yaml' }, { teamId });
  for (const child of children) await publish(child);
  const { id } = await publish(definition);
  const { runId } = await workflows.start(id, trigger, { teamId });
  for (const act of script) {
    await until(act.after.join(' of '), () => hasCome(workflows, runId, act), patienceMs);
    if ('cancel' in act) await workflows.cancel(runId, { teamId });
    else await workflows.signal(runId, act.signal, act.payload ?? null, { teamId });
  }
  const run = await workflows.result(runId, { teamId, timeout: patienceMs });
  const children_ = await childrenOf(workflows, runId);
  for (const family of [runId, ...children_]) {
    await until(`no job is left of ${family}`, async () => (await leftovers(redis, prefix, family)) === 0, patienceMs);
  }
  const { items } = await workflows.timeline(runId, { teamId, limit: 1_000 });
  const ended = await Promise.all(children_.map((child) => workflows.get(child, { teamId })));
  const states = run.steps.map(({ stepId, status, error }) => {
    return [stepId, { status, ...(error && { code: error.code }) }] as const;
  });
  return {
    ...{ status: run.status, outputs: run.outputs, events: items, steps: Object.fromEntries(states) },
    children: ended.map(({ status }) => status),
  };
}

async function hasCome(workflows: WorkflowService, runId: string, { after: [type, path] }: Act): Promise<boolean> {
  const { items } = await workflows.timeline(runId, { teamId, limit: 1_000 });
  return items.some((event) => event.type === type && event.stepId === path);
}

/** The ids of a run's children, theirs not. */
async function childrenOf(workflows: WorkflowService, parentId: string): Promise<string[]> {
  const { items } = await workflows.list({ teamId, limit: 100 });
  return items.flatMap(({ runId, parent }) => (parent?.runId === parentId ? [runId] : []));
}

/** How many keys of queues, and of waits for signals, still name the run. */
async function leftovers(redis: Redis, prefix: string, runId: string): Promise<number> {
  let found = 0;
  for await (const keys of redis.scanStream({ match: `{${prefix}*${runId}*`, count: 1_000 })) {
    found += (keys as string[]).filter((key) => key.includes(':workflow-') || /:(armed|mail)$/.test(key)).length;
  }
  return found;
}
