import 'reflect-metadata';
import type { Effect } from '@workflow/core';
import type { z } from 'zod';
import type { AgentContext } from './agent-context.js';

/** What an action takes, gives and does to the world. */
export interface ActionOptions {
  readonly input: z.ZodType;
  readonly output: z.ZodType;
  /** `read`, `write` (safe to repeat under its key), `send` (goes through `ctx.send`). */
  readonly effect: Effect;
  /** Undoes a completed step: called on the agent, with the step's input and output, under a key of its own. */
  readonly undo?: (
    this: never,
    step: { readonly input: never; readonly output: never },
    ctx: AgentContext,
  ) => Promise<unknown>;
}

export interface DeclaredAction extends ActionOptions {
  readonly name: string;
  readonly method: string | symbol;
}

const agentName = Symbol('workflow:agent');
const agentActions = Symbol('workflow:actions');

/** Names the class whose `@Action` methods are the agent's verbs, such as `LUCI`. */
export function Agent(name: string): ClassDecorator {
  return (target) => {
    Reflect.defineMetadata(agentName, name, target);
  };
}

/** Makes the method an action: `(input, ctx) => output`, its input and output checked against the schemas. */
export function Action(name: string, options: ActionOptions): MethodDecorator {
  return (target, method) => {
    const known = (Reflect.getOwnMetadata(agentActions, target.constructor) ?? []) as DeclaredAction[];
    Reflect.defineMetadata(agentActions, [...known, { ...options, name, method }], target.constructor);
  };
}

/** The declaration that the decorators left on a class; undefined for a class without `@Agent`. */
export function readAgentDeclaration(type: object): { name: string; actions: readonly DeclaredAction[] } | undefined {
  const name = Reflect.getOwnMetadata(agentName, type) as string | undefined;
  if (name === undefined) return undefined;
  return { name, actions: (Reflect.getOwnMetadata(agentActions, type) ?? []) as DeclaredAction[] };
}
