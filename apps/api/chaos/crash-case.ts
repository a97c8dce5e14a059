import { NestFactory } from '@nestjs/core';
import type { Run, TimelineEvent } from '@workflow/contract';
import { startSandbox, type Sandbox } from '@workflow/sandbox';
import { isTerminalRun } from '@workflow/core';
import { dropPrefix, testRedisUrl, uniquePrefix, until } from '@workflow/testing';
import { Redis } from 'ioredis';
import { pino } from 'pino';
import { AppModule } from '../src/app/app.module.js';
import { parseEnvironment } from '../src/app/config/environment.js';
import { WorkflowService } from '../src/app/workflow/index.js';
import { WorkerProcess, type CrashPoint } from './worker-process.js';

const teamId = 'team_123';

/** A take-over within three seconds, so that hundreds of cases end in an hour. */
const shortLocks: Readonly<Record<string, string>> = { WORKFLOW_LOCK_MS: '2000', WORKFLOW_STALLED_MS: '1000' };

/** A definition with the trigger that it is run on. */
export interface Shape {
  readonly name: string;
  readonly definition: { readonly id: string };
  /** Workflows that it starts as child runs; published before it. */
  readonly children?: readonly object[];
  readonly trigger: object;
  /** Sent as soon as the run has started, long before anything waits for it. */
  readonly signal?: { readonly name: string; readonly payload: object };
  /** Failures that the sandbox is told to make. */
  readonly knobs?: Parameters<Sandbox['knobs']['set']>[0];
}

/** What one case came to. */
export interface CrashResult {
  readonly run: Run;
  /** Its child runs, once they have ended. */
  readonly children: readonly Run[];
  readonly events: readonly TimelineEvent[];
  /** Texts and calls that the sandbox accepted. */
  readonly sends: number;
  /** Keys of queues, and of waits for signals, that still name the run or a child of it. */
  readonly leftovers: readonly string[];
  /** Why a step had to wait in `unknown`, until a person settled it as completed. */
  readonly parked?: string;
  /** Whether the worker really died at the point. */
  readonly crashed: boolean;
  /** Commands that named the run, of a worker that was not killed. */
  readonly commands: number;
}

/**
 * Runs a shape on a real worker process that is killed at one point, lets a second worker take over, and gathers what
 * came of it. Without a point, the first worker does it all.
 */
export async function crashCase(shape: Shape, crash?: CrashPoint, locks = shortLocks): Promise<CrashResult> {
  // A sandbox of its own: a lookup must not find the text of the case before.
  const sandbox = await startSandbox();
  const prefix = uniquePrefix();
  const env = { ...workerEnvironment(sandbox.url, prefix), ...locks };
  const redis = new Redis(testRedisUrl());
  if (shape.knobs !== undefined) sandbox.knobs.set(shape.knobs);
  const app = await NestFactory.createApplicationContext(
    AppModule.forRoot(parseEnvironment(env), pino({ level: 'silent' }), 'api'),
    { logger: false },
  );
  const workflows = app.get(WorkflowService, { strict: false });
  const first = await WorkerProcess.start(env, crash);
  let second: WorkerProcess | undefined;
  try {
    for (const definition of [...(shape.children ?? []), shape.definition]) {
      await workflows.publish(definition, { teamId });
    }
    const { runId } = await workflows.start(shape.definition.id, shape.trigger, { teamId });
    if (shape.signal !== undefined) {
      await workflows.signal(runId, shape.signal.name, shape.signal.payload, { teamId });
    }
    const atRest = until('the run has ended, or waits for a person', () => atRestOrNot(workflows, runId), 60_000);
    const childIds = (): Promise<string[]> => childrenOf(workflows, runId);
    const left = async (): Promise<string[]> => {
      const family = [runId, ...(await childIds())];
      return (await Promise.all(family.map((id) => jobKeys(redis, prefix, id)))).flat();
    };
    // A detached child may outlive its parent, and the worker die at that.
    const isTidy = until('the run and its children left no job', async () => (await left()).length === 0, 60_000);
    // Killed after the run's end was written, the worker leaves the root's job to the one that takes over.
    const isParked = atRest.then(({ steps }) => steps.some(isUnknown));
    const done = isParked.then((parked) => (parked ? undefined : isTidy));
    const crashed =
      crash !== undefined && (await Promise.race([first.ended().then(() => true), done.then(() => false)]));
    if (crashed) second = await WorkerProcess.start(env);
    const parked = (await atRest).steps.find(isUnknown);
    if (parked !== undefined) {
      const resolution = { outcome: 'completed', reason: 'the ledger was looked at' } as const;
      await workflows.resolve(runId, parked.stepId, resolution, { teamId, by: 'ann' });
    }
    const run = await workflows.result(runId, { teamId, timeout: 20_000 });
    await isTidy.catch(() => undefined);
    const children = await Promise.all(
      (await childIds()).map((id) => workflows.result(id, { teamId, timeout: 20_000 })),
    );
    const { items } = await workflows.timeline(runId, { teamId, limit: 1_000 });
    return {
      run,
      children,
      events: items,
      sends: sandbox.ledger.sends().filter(({ accepted }) => accepted).length,
      leftovers: await left(),
      parked: parked?.error?.code,
      crashed,
      commands: first.isAlive ? await first.stop() : 0,
    };
  } finally {
    first.kill();
    second?.kill();
    await app.close();
    await dropPrefix(redis, prefix);
    await redis.quit();
    await sandbox.close();
  }
}

/** The ids of a run's children so far. */
async function childrenOf(workflows: WorkflowService, parentId: string): Promise<string[]> {
  const { items } = await workflows.list({ teamId, limit: 100 });
  return items.flatMap(({ runId, parent }) => (parent?.runId === parentId ? [runId] : []));
}

const isUnknown = ({ status }: { readonly status: string }): boolean => status === 'unknown';

/** The run once nothing of it moves by itself any more. */
async function atRestOrNot(workflows: WorkflowService, runId: string): Promise<Run | undefined> {
  const run = await workflows.get(runId, { teamId });
  const isAtRest = isTerminalRun(run.status) || run.steps.some(isUnknown);
  return isAtRest ? run : undefined;
}

function workerEnvironment(sandboxUrl: string, prefix: string): Record<string, string> {
  return {
    REDIS_URL: testRedisUrl(),
    WORKFLOW_QUEUE_PREFIX: prefix,
    SANDBOX_URL: sandboxUrl,
    WORKFLOW_SENDING_WINDOW: '0-24',
    LOG_LEVEL: 'info',
  };
}

/** Keys that bear the run's id and must not outlive it: BullMQ's jobs with what hangs on them, waits, kept signals. */
async function jobKeys(redis: Redis, prefix: string, runId: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const page of redis.scanStream({ match: `{${prefix}*${runId}*`, count: 1_000 })) {
    keys.push(...(page as string[]).filter((key) => key.includes(':workflow-') || /:(armed|mail)$/.test(key)));
  }
  return keys;
}
