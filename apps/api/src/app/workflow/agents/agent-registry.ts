import { Injectable } from '@nestjs/common';
import { foldName, WorkflowError, type AgentCatalogue, type CatalogueAgent, type JsonObject } from '@workflow/core';
import { z } from 'zod';
import { readAgentDeclaration, type DeclaredAction } from './agent.decorator.js';
import type { AgentContext } from './agent-context.js';
import type { Transformer } from './transformer.js';

/** An action that can be called: its declaration, and the agent's instance bound to it. */
export interface RegisteredAction {
  readonly agent: string;
  readonly action: DeclaredAction;
  readonly call: (input: unknown, ctx: AgentContext) => Promise<unknown>;
  readonly undo?: (step: { input: unknown; output: unknown }, ctx: AgentContext) => Promise<unknown>;
}

interface RegisteredAgent {
  readonly name: string;
  readonly actions: ReadonlyMap<string, RegisteredAction>;
}

/**
 * Every agent and transformer of this process. Names match without regard to case and to `-`/`_`. An agent, an action
 * or a transformer that is registered twice stops the boot, named.
 */
@Injectable()
export class AgentRegistry {
  readonly #agents = new Map<string, RegisteredAgent>();
  readonly #transformers = new Map<string, Transformer>();

  /** @throws WorkflowError INTERNAL for a class without `@Agent`, without actions, or registered before */
  register(agent: object): void {
    const declaration = readAgentDeclaration(agent.constructor);
    if (declaration === undefined) throw broken(`${agent.constructor.name} has no @Agent('NAME').`);
    const { name, actions } = declaration;
    if (actions.length === 0) throw broken(`Agent ${name} has no @Action.`);
    if (this.#agents.has(foldName(name))) throw broken(`Agent ${name} is registered twice.`);
    const byName = new Map<string, RegisteredAction>();
    for (const action of actions) {
      if (byName.has(foldName(action.name))) throw broken(`Agent ${name} declares action ${action.name} twice.`);
      byName.set(foldName(action.name), bind(name, agent, action));
    }
    this.#agents.set(foldName(name), { name, actions: byName });
  }

  /** @throws WorkflowError INTERNAL for a pair that is registered before */
  registerTransformer(transformer: Transformer): void {
    const key = pair(transformer.source, transformer.target);
    if (this.#transformers.has(key)) throw broken(`Transformer ${key} is registered twice.`);
    this.#transformers.set(key, transformer);
  }

  find(agent: string, action: string): RegisteredAction | undefined {
    return this.#agents.get(foldName(agent))?.actions.get(foldName(action));
  }

  findTransformer(source: string, target: string): Transformer | undefined {
    return this.#transformers.get(pair(source, target));
  }

  /** Canonical names, in the order of registration. */
  get names(): readonly string[] {
    return [...this.#agents.values()].map(({ name }) => name);
  }

  /** Who can do what, with JSON Schemas made from the very zod schemas that check the calls. */
  get catalogue(): AgentCatalogue {
    return {
      agents: [...this.#agents.values()].map(describe).toSorted((a, b) => a.name.localeCompare(b.name)),
      transformers: [...this.#transformers.values()].map(({ source, target }) => ({ source, target })),
    };
  }
}

function bind(agent: string, instance: object, action: DeclaredAction): RegisteredAction {
  const method = (instance as Record<string | symbol, unknown>)[action.method] as RegisteredAction['call'];
  const undo = action.undo as RegisteredAction['undo'];
  return {
    agent,
    action,
    call: async (input, ctx) => method.call(instance, input, ctx),
    undo: undo === undefined ? undefined : async (step, ctx) => undo.call(instance, step, ctx),
  };
}

function describe(agent: RegisteredAgent): CatalogueAgent {
  return {
    name: agent.name,
    actions: [...agent.actions.values()].map(({ action }) => ({
      name: action.name,
      effect: action.effect,
      input: jsonSchema(action.input, 'input'),
      output: jsonSchema(action.output, 'output'),
      undoable: action.undo !== undefined,
    })),
  };
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): JsonObject {
  return z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as JsonObject;
}

function pair(source: string, target: string): string {
  return `${foldName(source)} -> ${foldName(target)}`;
}

function broken(message: string): WorkflowError {
  return new WorkflowError('INTERNAL', message);
}
