import type { JsonObject } from '../definition/json.js';

/** What an action does to the world: `write` is safe to repeat under its key, `send` never is. */
export type Effect = 'read' | 'write' | 'send';

/** Who can do what: the answer of `GET /agents`, and what the offline checker reads. */
export interface AgentCatalogue {
  readonly agents: readonly CatalogueAgent[];
  readonly transformers: readonly { readonly source: string; readonly target: string }[];
}

export interface CatalogueAgent {
  /** Canonical name, such as `AI_ORCHESTRATOR`. */
  readonly name: string;
  readonly actions: readonly CatalogueAction[];
}

export interface CatalogueAction {
  readonly name: string;
  readonly effect: Effect;
  /** JSON Schema (draft 2020-12) of the inputs. */
  readonly input: JsonObject;
  /** JSON Schema of the output. */
  readonly output: JsonObject;
  /** True when the action declares its own undo. */
  readonly undoable: boolean;
}

/** Folds a written agent or action name: case and `-`/`_` do not count. */
export function foldName(name: string): string {
  return name.toLowerCase().replaceAll(/[-_]/g, '');
}
