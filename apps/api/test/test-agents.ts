import { z } from 'zod';
import { Action, Agent, type AgentContext } from '../src/app/workflow/index.js';

/** What a scripted action was called with. */
export interface Call {
  readonly agent: string;
  readonly input: unknown;
  readonly ctx: AgentContext;
}

type Behaviour = (input: Record<string, unknown>, ctx: AgentContext) => unknown;

/** What the scripted agents of one test do, and what they were asked. */
export class Script {
  readonly calls: Call[] = [];
  readonly #behaviours = new Map<string, Behaviour>();

  /** Says what the action does in a step, by its path or in every instance by its id; else the input is given back. */
  on(stepId: string, behaviour: Behaviour): this {
    this.#behaviours.set(stepId, behaviour);
    return this;
  }

  async act(agent: string, input: Record<string, unknown>, ctx: AgentContext): Promise<unknown> {
    this.calls.push({ agent, input, ctx });
    const behaviour = this.#behaviours.get(ctx.stepId) ?? this.#behaviours.get(idOf(ctx.stepId));
    return (await behaviour?.(input, ctx)) ?? input;
  }

  /** Forgets what was said and asked. */
  reset(): void {
    this.calls.length = 0;
    this.#behaviours.clear();
  }

  callsOf(stepId: string): Call[] {
    return this.calls.filter(({ ctx }) => ctx.stepId === stepId);
  }
}

function idOf(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}

const anything = z.looseObject({});

/** Two agents of the same verbs, so that a test can change the agent along a chain. */
export function scriptedAgents(script: Script) {
  const undo = async (step: { input: unknown; output: unknown }, ctx: AgentContext): Promise<void> => {
    await script.act('undo', { ...step }, ctx);
  };

  @Agent('ALPHA')
  class AlphaAgent {
    @Action('read', { input: anything, output: z.unknown(), effect: 'read' })
    read(input: Record<string, unknown>, ctx: AgentContext) {
      return script.act('ALPHA', input, ctx);
    }
    @Action('write', { input: anything, output: z.unknown(), effect: 'write', undo })
    write(input: Record<string, unknown>, ctx: AgentContext) {
      return script.act('ALPHA', input, ctx);
    }
    @Action('send', { input: anything, output: z.unknown(), effect: 'send' })
    send(input: Record<string, unknown>, ctx: AgentContext) {
      return script.act('ALPHA', input, ctx);
    }
  }

  @Agent('BETA')
  class BetaAgent {
    @Action('read', { input: anything, output: z.unknown(), effect: 'read' })
    read(input: Record<string, unknown>, ctx: AgentContext) {
      return script.act('BETA', input, ctx);
    }
  }
  return [AlphaAgent, BetaAgent];
}
