import { templateAt, renderValue, TerminalError, type CompiledValue, type ExpressionContext } from '@workflow/core';
import type { z } from 'zod';
import type { AgentContext } from './agent-context.js';
import type { RegisteredAction } from './agent-registry.js';
import type { Transformer } from './transformer.js';

/** An action with what it is to be called with. */
export interface ActionCallRequest {
  readonly action: RegisteredAction;
  readonly inputs: CompiledValue;
  readonly transformer?: Transformer;
  readonly context: ExpressionContext;
}

/**
 * Renders the inputs, reshapes them, checks them, lets the agent act, checks what it gave.
 * @throws TerminalError INVALID_INPUT naming the template, INVALID_OUTPUT; ExpressionError; whatever the agent throws
 */
export async function callAction(request: ActionCallRequest, ctx: AgentContext): Promise<unknown> {
  const input = prepareInput(request);
  const given = await request.action.call(input, ctx);
  const output = request.action.action.output.safeParse(given);
  if (!output.success) {
    const { agent, action } = request.action;
    throw new TerminalError('INVALID_OUTPUT', `${agent}.${action.name} gave ${issues(output.error)}.`);
  }
  return output.data;
}

/** The checked input of an action. @throws TerminalError INVALID_INPUT; ExpressionError */
export function prepareInput({ action, inputs, transformer, context }: ActionCallRequest): unknown {
  const rendered = renderValue(inputs, context);
  const shaped = transformer === undefined ? rendered : reshape(transformer, rendered, inputs);
  return checked(action.action.input, shaped, `${action.agent}.${action.action.name}`, inputs);
}

function reshape(transformer: Transformer, value: unknown, inputs: CompiledValue): unknown {
  const name = `Transformer ${transformer.source} -> ${transformer.target}`;
  const shaped = transformer.transform(checked(transformer.from, value, name, inputs));
  const result = transformer.to.safeParse(shaped);
  if (!result.success) throw new TerminalError('INVALID_INPUT', `${name} gave ${issues(result.error)}.`);
  return result.data;
}

function checked(schema: z.ZodType, value: unknown, taker: string, inputs: CompiledValue): unknown {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const said = result.error.issues.slice(0, 5).map((issue) => {
    const pointer = issue.path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
    const template = templateAt(inputs, pointer);
    return `${pointer || '/'}: ${issue.message}${template === undefined ? '' : ` (from ${template})`}`;
  });
  throw new TerminalError('INVALID_INPUT', `${taker} does not take this input: ${said.join('; ')}.`);
}

function issues(error: z.ZodError): string {
  return error.issues
    .slice(0, 5)
    .map((issue) => `${issue.path.map(String).join('.') || 'a value'}: ${issue.message}`)
    .join('; ');
}
