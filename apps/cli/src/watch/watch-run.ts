import type { ApiClient } from '../api/client.js';
import { exitCodes, type ExitCode } from '../exit-code.js';
import { Interrupted, messageOf } from '../failure.js';
import type { Io } from '../io.js';
import { printResult } from '../print/run-result.js';
import { followRun } from './follow-run.js';
import { JsonLines } from './json-lines.js';
import { LiveTree } from './live-tree.js';
import { LogLines } from './log-lines.js';
import type { RunView } from './run-view.js';
import { treeOf } from './step-tree.js';

/**
 * Shows a run until it ends, then its result. Ctrl-C ends the watching, not the run.
 * @returns 0 when the run completed, else 1
 */
export async function watchRun(io: Io, client: ApiClient, runId: string, isJson: boolean): Promise<ExitCode> {
  let view: RunView | undefined;
  try {
    view = await viewFor(io, client, runId, isJson);
    const run = await followRun(io, client, runId, view);
    printResult(io, run, isJson);
    return run.status === 'completed' ? exitCodes.ok : exitCodes.failed;
  } catch (error) {
    if (error instanceof Interrupted) sayThatItGoesOn(io, runId, isJson);
    throw error;
  } finally {
    view?.close();
  }
}

/** Not a note of the view: there may be none yet, and a tree cuts its lines to the width of the terminal. */
function sayThatItGoesOn(io: Io, runId: string, isJson: boolean): void {
  const words = `no longer watching; the run goes on: wf watch ${runId}`;
  io.stderr.write(`${isJson ? JSON.stringify({ note: words }) : words}\n`);
}

async function viewFor(io: Io, client: ApiClient, runId: string, isJson: boolean): Promise<RunView> {
  if (isJson) return new JsonLines(io);
  if (!io.stderr.isTerminal || io.env['TERM'] === 'dumb') return new LogLines(io);
  const { workflowId, version } = await client.run(runId);
  try {
    return new LiveTree(io, treeOf((await client.plan(workflowId, version)).steps));
  } catch (error) {
    if (error instanceof Interrupted) throw error;
    io.stderr.write(`without the plan the steps are not indented: ${messageOf(error)}\n`);
    return new LiveTree(io, []);
  }
}
