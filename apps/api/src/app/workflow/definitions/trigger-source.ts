import type { PublishedTriggers, TriggerSource } from '../triggers/trigger-ports.js';
import type { DefinitionStore } from './definition-store.js';

/** The live triggers of published versions, for the room that matches events against them. */
export class PublishedTriggerSource implements TriggerSource {
  constructor(private readonly store: DefinitionStore) {}

  /** Changes with every publication or retirement of a workflow that webhooks or named events trigger. */
  async revision(teamId: string): Promise<string> {
    const live = Object.entries(await this.store.liveTriggers(teamId)).map(([id, version]) => `${id}@${version}`);
    return live.toSorted((a, b) => a.localeCompare(b)).join(' ');
  }

  async list(teamId: string): Promise<readonly PublishedTriggers[]> {
    const live = Object.entries(await this.store.liveTriggers(teamId));
    const found = await Promise.all(
      live.map(async ([workflowId, version]) => {
        const definition = await this.store.read(teamId, workflowId, Number(version));
        return { workflowId, version: Number(version), triggers: definition?.triggers ?? [] };
      }),
    );
    return found.filter(({ triggers }) => triggers.length > 0);
  }
}
