import type { WorkflowSummary } from '@workflow/contract';
import type { ApiClient } from '../api/client.js';
import { CliFailure, Interrupted } from '../failure.js';
import { nearestNames } from '../print/nearest-names.js';

/** Pages of workflows that are looked through; a hint is worth no more. */
const maxPages = 10;

/**
 * What went wrong with a start, with a hint that names what there is to start. Anything but `NOT_FOUND` comes back as it
 * is, and so does that when the workflows cannot be listed.
 * @throws Interrupted
 */
export async function explainUnknown(client: ApiClient, workflowId: string, error: unknown): Promise<unknown> {
  if (!(error instanceof CliFailure) || error.code !== 'NOT_FOUND') return error;
  try {
    const next = hintFor(workflowId, await published(client));
    return new CliFailure(error.message, { code: error.code, lines: error.lines, next, cause: error });
  } catch (failure) {
    if (failure instanceof Interrupted) throw failure;
    return error;
  }
}

async function published(client: ApiClient): Promise<WorkflowSummary[]> {
  const found: WorkflowSummary[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < maxPages; page += 1) {
    const { items, nextCursor } = await client.workflows(cursor);
    found.push(...items.filter(({ isRetired }) => !isRetired));
    cursor = nextCursor;
    if (cursor === undefined) break;
  }
  return found;
}

function hintFor(workflowId: string, workflows: readonly WorkflowSummary[]): string {
  const same = workflows.find(({ id }) => id === workflowId);
  if (same !== undefined) return `leave --version out for the latest, which is ${same.latestVersion}`;
  if (workflows.length === 0)
    return 'no workflow is published yet: wf publish FILE does so, and wf run FILE publishes and starts';
  const ids = workflows.map(({ id }) => id);
  return `take one that is published: ${nearestNames(workflowId, ids)}`;
}
