import { foldName, TerminalError } from '@workflow/core';

/** What a scripted agent is told of its call. */
export interface ScriptContext {
  readonly runId: string;
  /** The path of the step, such as `each.3.ask`. */
  readonly stepId: string;
  readonly agent: string;
  readonly action: string;
  readonly attempt: number;
  /** The same for every attempt of the step, and another for its undo. */
  readonly idempotencyKey: string;
  /** Aborted when the attempt is ended from outside, or has taken longer than its timeout. */
  readonly signal: AbortSignal;
  /** Virtual time, ms. */
  readonly now: () => number;
  /** Takes virtual time; throws when the attempt is aborted. `Infinity` waits for that alone. */
  readonly sleep: (ms: number) => Promise<void>;
}

/**
 * What an agent does for a step: gives its output, or throws as an agent would. Virtual time stands still while it runs,
 * but for `ctx.sleep`.
 */
export type AgentScript = (input: Record<string, unknown>, ctx: ScriptContext) => unknown;

/**
 * Scripts by the path of the step, by its id in every instance, by `AGENT.action`, or `*` for all others. The first of
 * these that is there acts.
 */
export type AgentScripts = Readonly<Record<string, AgentScript>>;

/** Names the call that a script is looked up for. */
export interface ScriptedCall {
  readonly path: string;
  readonly agent: string;
  readonly action: string;
}

export function findScript(scripts: AgentScripts, { path, agent, action }: ScriptedCall): AgentScript | undefined {
  const named = Object.keys(scripts).find((key) => isCall(key, agent, action));
  const names = [path, path.slice(path.lastIndexOf('.') + 1), ...(named === undefined ? [] : [named]), '*'];
  const key = names.find((name) => Object.hasOwn(scripts, name));
  return key === undefined ? undefined : scripts[key];
}

/** @throws TerminalError NOT_FOUND when nothing says what the agent does */
export function demandScript(scripts: AgentScripts, call: ScriptedCall): AgentScript {
  const script = findScript(scripts, call);
  if (script !== undefined) return script;
  const message = `No script says what ${call.agent}.${call.action} does in step '${call.path}'.`;
  throw new TerminalError('NOT_FOUND', message);
}

function isCall(key: string, agent: string, action: string): boolean {
  const [named = '', verb] = key.split('.');
  return verb === action && foldName(named) === foldName(agent);
}
