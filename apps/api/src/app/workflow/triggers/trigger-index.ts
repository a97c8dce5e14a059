import {
  compileValue,
  isSchedule,
  parseCondition,
  type CompiledValue,
  type EventTrigger,
  type Expression,
  type ExpressionOptions,
  type WebhookTrigger,
} from '@workflow/core';
import type { TriggerSource } from './trigger-ports.js';

/** What trigger expressions may read. */
const options: ExpressionOptions = { roots: ['event', 'team'] };

/** A trigger with its texts read; `problem` says what could not be, which publishing should have refused. */
export interface CompiledTrigger {
  readonly workflowId: string;
  readonly version: number;
  /** Its place among the triggers of the version. */
  readonly position: number;
  readonly event?: string;
  readonly when?: Expression;
  readonly map?: CompiledValue;
  readonly problem?: { readonly code: string; readonly message: string };
}

interface TeamIndex {
  readonly revision: string | number;
  readonly byWebhook: Groups;
  /** Triggers by a named event alone; what a webhook brings never reaches them. */
  readonly byEvent: Groups;
}

type Groups = ReadonlyMap<string, readonly CompiledTrigger[]>;

/** Teams whose triggers are kept in memory, the latest asked for. */
const mostTeams = 1_000;

/** The triggers of each team by webhook and by named event; read anew when the team's revision has changed. */
export class TriggerIndex {
  readonly #teams = new Map<string, TeamIndex>();

  constructor(private readonly source: TriggerSource) {}

  /** The triggers of the team that listen to a webhook, in the order of the source. */
  async of(teamId: string, webhook: string): Promise<readonly CompiledTrigger[]> {
    return (await this.indexOf(teamId)).byWebhook.get(webhook) ?? [];
  }

  /** The triggers of the team that listen to a named event, in the order of the source. */
  async named(teamId: string, event: string): Promise<readonly CompiledTrigger[]> {
    return (await this.indexOf(teamId)).byEvent.get(event) ?? [];
  }

  private async indexOf(teamId: string): Promise<TeamIndex> {
    const revision = await this.source.revision(teamId);
    const known = this.#teams.get(teamId);
    const index = known?.revision === revision ? known : await this.read(teamId, revision);
    this.#teams.delete(teamId);
    this.#teams.set(teamId, index);
    const [oldest] = this.#teams.keys();
    if (this.#teams.size > mostTeams && oldest !== undefined) this.#teams.delete(oldest);
    return index;
  }

  /** The revision was asked before the list: a change between the two is seen by the next event, never missed. */
  private async read(teamId: string, revision: string | number): Promise<TeamIndex> {
    const byWebhook = new Map<string, CompiledTrigger[]>();
    const byEvent = new Map<string, CompiledTrigger[]>();
    for (const { workflowId, version, triggers } of await this.source.list(teamId)) {
      for (const [position, trigger] of triggers.entries()) {
        if (isSchedule(trigger)) continue;
        const [groups, name] = 'webhook' in trigger ? [byWebhook, trigger.webhook] : [byEvent, trigger.event];
        const group = groups.get(name) ?? [];
        group.push({ workflowId, version, position, ...compile(trigger) });
        groups.set(name, group);
      }
    }
    return { revision, byWebhook, byEvent };
  }
}

type Compiled = Pick<CompiledTrigger, 'event' | 'when' | 'map' | 'problem'>;

function compile({ event, when, map }: WebhookTrigger | EventTrigger): Compiled {
  const condition = when === undefined ? undefined : parseCondition(when, options);
  const value = map === undefined ? undefined : compileValue(map, options);
  if (condition?.ok === false) return { event, problem: condition.refusal };
  if (value?.ok === false) {
    const [refusal = { code: 'TEMPLATE_SYNTAX', message: 'The map could not be read.' }] = value.refusals;
    return { event, problem: refusal };
  }
  return { event, when: condition?.expression, map: value?.value };
}
