import { WorkflowError, type ChildWorkflow, type FindWorkflow, type KnownWorkflow } from '@workflow/core';
import type { DefinitionStore } from './definition-store.js';

/** What the team has of these workflows, as they stand now. */
export async function knownWorkflows(
  store: DefinitionStore,
  teamId: string,
  children: readonly ChildWorkflow[],
): Promise<FindWorkflow> {
  const known = new Map<string, KnownWorkflow>();
  for (const child of children) known.set(nameOf(child), await look(store, teamId, child));
  return (child) => known.get(nameOf(child)) ?? { kind: 'missing' };
}

async function look(store: DefinitionStore, teamId: string, { id, version }: ChildWorkflow): Promise<KnownWorkflow> {
  const summary = await store.summary(teamId, id).catch((error: unknown) => {
    if (error instanceof WorkflowError && error.code === 'NOT_FOUND') return undefined;
    throw error;
  });
  if (summary === undefined) return { kind: 'missing' };
  if (summary.isRetired) return { kind: 'retired' };
  const definition = await store.read(teamId, id, version ?? summary.latestVersion);
  return definition === undefined ? { kind: 'missing' } : { kind: 'found', inputs: definition.inputs };
}

function nameOf({ id, version }: ChildWorkflow): string {
  return `${id}@${version ?? 'latest'}`;
}
