import type { DefinitionStore } from './definition-store.js';

/** Numbers of a few thousand workflows are kept in memory. */
const maxKept = 5_000;

/**
 * The latest version of each workflow as this process last saw it, so that a start need not ask. It may be old: whoever
 * uses it lets Redis compare, and has it read again.
 */
export class LatestVersions {
  readonly #seen = new Map<string, number>();

  constructor(private readonly definitions: Pick<DefinitionStore, 'latest'>) {}

  /** @throws NOT_FOUND */
  async get(teamId: string, workflowId: string): Promise<number> {
    return this.#seen.get(keyOf(teamId, workflowId)) ?? this.read(teamId, workflowId);
  }

  /** What Redis says now. @throws NOT_FOUND */
  async read(teamId: string, workflowId: string): Promise<number> {
    const key = keyOf(teamId, workflowId);
    this.#seen.delete(key);
    const latest = await this.definitions.latest(teamId, workflowId);
    this.#seen.set(key, latest);
    if (this.#seen.size > maxKept) this.#seen.delete(this.#seen.keys().next().value as string);
    return latest;
  }
}

function keyOf(teamId: string, workflowId: string): string {
  return `${teamId}|${workflowId}`;
}
