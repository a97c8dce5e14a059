import { type AgentCatalogue, type CatalogueAction, foldName } from '../catalogue/catalogue.js';

interface IndexedAgent {
  readonly name: string;
  readonly actions: ReadonlyMap<string, CatalogueAction>;
}

/** Finds agents and actions without regard to case and to `-` and `_`. */
export class AgentIndex {
  private readonly agents: ReadonlyMap<string, IndexedAgent>;

  constructor(catalogue: AgentCatalogue) {
    this.agents = new Map(
      catalogue.agents.map(({ name, actions }) => [
        foldName(name),
        { name, actions: new Map(actions.map((action) => [foldName(action.name), action])) },
      ]),
    );
  }

  find(written: string): IndexedAgent | undefined {
    return this.agents.get(foldName(written));
  }

  get names(): string[] {
    return [...this.agents.values()].map(({ name }) => name);
  }
}
