import type { Run, TimelineEvent } from '@workflow/contract';
import type { ApiClient } from '../api/client.js';
import { CliFailure, Interrupted, messageOf } from '../failure.js';
import type { Io } from '../io.js';
import { duration } from '../print/duration.js';
import { isOver } from '../print/run-status.js';
import { Inbox } from './inbox.js';
import { Reconnection } from './reconnection.js';
import type { RunView } from './run-view.js';

/** Between two looks at the run, so that a lively one does not drown the API in questions. */
const paceMs = 150;
/** How long the last events of a run that is over are waited for. */
export const graceMs = 3_000;
/** A connection that is silent for longer is taken for dead; the API's heartbeat is far more frequent. */
const silenceMs = 90_000;

/**
 * Follows a run from its first event to its end. A broken connection is taken up again after the last event that was
 * seen; events are what wakes us, the run itself is what is shown.
 * @throws CliFailure when the API refuses, or stays away; Interrupted on Ctrl-C
 */
export async function followRun(io: Io, client: ApiClient, runId: string, view: RunView): Promise<Run> {
  const reconnection = new Reconnection();
  const seen = new Set<string>();
  let run = await client.run(runId);
  view.show(run, []);
  for (;;) {
    let loss: unknown;
    try {
      run = await followConnection();
    } catch (error) {
      if (error instanceof Interrupted || (error instanceof CliFailure && !error.isPassing)) throw error;
      loss = error;
    }
    if (io.interruption().aborted) throw new Interrupted();
    if (loss === undefined && isOver(run.status)) return run;
    await pause(loss);
  }

  async function followConnection(): Promise<Run> {
    const connection = new AbortController();
    let lifeAt = io.now();
    const stopWatch = io.every(5_000, () => io.now() - lifeAt > silenceMs && connection.abort());
    try {
      const inbox = new Inbox<TimelineEvent>();
      const events = await client.events(runId, reconnection.lastEventId, connection.signal, {
        onPause: (ms) => reconnection.setPause(ms),
        onLife: () => (lifeAt = io.now()),
      });
      reconnection.connected(io.now());
      void inbox.fill(events);
      for (let batch = await inbox.take(); batch !== undefined; batch = await inbox.take()) {
        const fresh = batch.filter((event) => !seen.has(event.id));
        run = await client.run(runId);
        view.show(run, fresh);
        // Only now: what was not shown comes again with the next connection.
        for (const event of fresh) seen.add(event.id);
        reconnection.advanced(batch.at(-1)?.id);
        if (fresh.some((event) => event.type === `run.${run.status}`) && isOver(run.status)) return run;
        if (isOver(run.status)) void io.wait(graceMs, connection.signal).then(() => connection.abort());
        await io.wait(paceMs, io.interruption());
      }
    } catch (error) {
      if (!isOver(run.status)) throw error;
    } finally {
      stopWatch();
      connection.abort();
    }
    run = await client.run(runId);
    view.show(run, []);
    return run;
  }

  async function pause(loss: unknown): Promise<void> {
    const ms = reconnection.nextPause(io.now());
    if (ms === undefined) {
      throw new CliFailure(`The live stream of ${runId} broke off and did not come back.`, {
        next: `the run goes on without us; see it with wf get ${runId}, or wf watch ${runId}`,
        lines: loss === undefined ? [] : [messageOf(loss)],
        cause: loss,
      });
    }
    view.note(`connection lost; trying again in ${duration(ms)}`);
    await io.wait(ms, io.interruption());
  }
}
