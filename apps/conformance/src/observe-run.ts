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
  { definition, children = [], trigger = {}, script = [], expected }: PatternCase,
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
  const hasChildren = children.length > 0 || expected.children !== undefined;
  const children_ = hasChildren ? await childrenOf(workflows, runId) : [];
  const left = async (): Promise<string[]> =>
    (await Promise.all([runId, ...children_].map((id) => leftovers(redis, prefix, id)))).flat();
  const isTidy = until('no job is left', async () => (await left()).length === 0, patienceMs);
  await isTidy.catch(() => undefined);
  const { items } = await workflows.timeline(runId, { teamId, limit: 1_000 });
  const ended = await Promise.all(children_.map((child) => workflows.get(child, { teamId })));
  const states = run.steps.map(({ stepId, status, error }) => {
    return [stepId, { status, ...(error && { code: error.code }) }] as const;
  });
  return {
    ...{ status: run.status, outputs: run.outputs, events: items, steps: Object.fromEntries(states) },
    missing: run.missingOutputs ?? {},
    ...(run.error && { error: run.error }),
    children: ended.map(({ status }) => status),
    leftovers: await left(),
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

/** Keys of queues, and of waits for signals, that still name the run. */
async function leftovers(redis: Redis, prefix: string, runId: string): Promise<string[]> {
  const found: string[] = [];
  for await (const keys of redis.scanStream({ match: `{${prefix}*${runId}*`, count: 1_000 })) {
    found.push(...(keys as string[]).filter((key) => key.includes(':workflow-') || /:(armed|mail)$/.test(key)));
  }
  return found;
}
