import {
  compileValue,
  parseCondition,
  type CompiledValue,
  type Expression,
  type ExpressionOptions,
  type TriggerDeclaration,
} from '@workflow/core';
import type { TriggerSource } from './trigger-ports.js';

/** What trigger expressions may read. */
const options: ExpressionOptions = { roots: ['event', 'team'] };

/** A trigger with its texts read; `problem` says what could not be, which publishing should have refused. */
export interface CompiledTrigger {
  readonly workflowId: string;
  readonly version: number;
  readonly event?: string;
  readonly when?: Expression;
  readonly map?: CompiledValue;
  readonly problem?: { readonly code: string; readonly message: string };
}

interface TeamIndex {
  readonly revision: string | number;
  readonly byWebhook: ReadonlyMap<string, readonly CompiledTrigger[]>;
}

/** Teams whose triggers are kept in memory, the latest asked for. */
const mostTeams = 1_000;

/** The webhook triggers of each team, by webhook; read anew when the team's revision has changed. */
export class TriggerIndex {
  readonly #teams = new Map<string, TeamIndex>();

  constructor(private readonly source: TriggerSource) {}

  /** The triggers of the team that listen to a webhook, in the order of the source. */
  async of(teamId: string, webhook: string): Promise<readonly CompiledTrigger[]> {
    const revision = await this.source.revision(teamId);
    const known = this.#teams.get(teamId);
    const index = known?.revision === revision ? known : await this.read(teamId, revision);
    this.#teams.delete(teamId);
    this.#teams.set(teamId, index);
    const [oldest] = this.#teams.keys();
    if (this.#teams.size > mostTeams && oldest !== undefined) this.#teams.delete(oldest);
    return index.byWebhook.get(webhook) ?? [];
  }

  /** The revision was asked before the list: a change between the two is seen by the next event, never missed. */
  private async read(teamId: string, revision: string | number): Promise<TeamIndex> {
    const byWebhook = new Map<string, CompiledTrigger[]>();
    for (const { workflowId, version, triggers } of await this.source.list(teamId)) {
      for (const trigger of triggers) {
        const compiled = { workflowId, version, ...compile(trigger) };
        byWebhook.set(trigger.webhook, [...(byWebhook.get(trigger.webhook) ?? []), compiled]);
      }
    }
    return { revision, byWebhook };
  }
}

function compile({ event, when, map }: TriggerDeclaration): Omit<CompiledTrigger, 'workflowId' | 'version'> {
  const condition = when === undefined ? undefined : parseCondition(when, options);
  const value = map === undefined ? undefined : compileValue(map, options);
  if (condition?.ok === false) return { event, problem: condition.refusal };
  if (value?.ok === false) {
    const [refusal = { code: 'TEMPLATE_SYNTAX', message: 'The map could not be read.' }] = value.refusals;
    return { event, problem: refusal };
  }
  return { event, when: condition?.expression, map: value?.value };
}
