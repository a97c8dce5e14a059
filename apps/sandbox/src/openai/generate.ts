import type { Backstage } from '../backstage.js';
import { fingerprint } from '../fingerprint.js';
import type { JsonRecord } from '../wire.js';
import type { OpenAiMode, ScriptedAnswer } from './modes.js';
import { tokenCount, wantedFormat } from './prompt.js';
import { answerFor } from './schema-answer.js';

/** A request of either API in one shape. */
export interface GenerationRequest {
  model: string;
  /** Instructions and input. */
  prompt: string;
  /** `text.format` or `response_format`. */
  format: unknown;
  /** Most output tokens, if limited. */
  limit: number | undefined;
}

export type Ending = 'complete' | 'length' | 'contentFilter' | 'refusal' | 'failed';

export interface Generation {
  /** Hex, the same for the same request. */
  id: string;
  text: string;
  ending: Ending;
  inputTokens: number;
  outputTokens: number;
}

/**
 * The text for a request: the script of the knobs first, else made from the request alone. A schema gets JSON that
 * conforms to it, free text says that no model was asked. Throws UnsupportedSchemaError.
 */
export function generate(backstage: Backstage, request: GenerationRequest, mode: OpenAiMode | undefined): Generation {
  const id = fingerprint(JSON.stringify([request.model, request.prompt, request.format ?? null]));
  const ending = endingOf(mode);
  const full = scripted(backstage.knobs.of('openai').script, request.prompt) ?? made(request, id);
  const limit = request.limit === undefined ? Infinity : request.limit * 4;
  const isCut = ending === 'complete' && full.length > limit;
  const text = shaped(full, mode, ending).slice(0, limit);
  return {
    id,
    text,
    ending: isCut ? 'length' : ending,
    inputTokens: tokenCount(request.prompt),
    outputTokens: tokenCount(text),
  };
}

function endingOf(mode: OpenAiMode | undefined): Ending {
  switch (mode) {
    case 'refusal':
    case 'contentFilter':
    case 'failed':
      return mode;
    case 'incomplete':
      return 'length';
    default:
      return 'complete';
  }
}

function shaped(full: string, mode: OpenAiMode | undefined, ending: Ending): string {
  if (ending === 'refusal') return "I'm sorry, but I can't help with that.";
  if (ending === 'contentFilter' || ending === 'failed') return '';
  if (ending === 'length') return full.slice(0, Math.floor(full.length / 2));
  return mode === 'badJson' ? `${full.slice(0, Math.max(1, full.length - 2))}, "` : full;
}

function scripted(script: ScriptedAnswer[], prompt: string): string | undefined {
  const index = script.findIndex(({ match }) => match === undefined || prompt.includes(match));
  const answer = script[index];
  if (answer === undefined) return undefined;
  const left = (answer.times ?? 1) - 1;
  if (left > 0) answer.times = left;
  else script.splice(index, 1);
  return answer.text ?? JSON.stringify(answer.json ?? null);
}

function made(request: GenerationRequest, id: string): string {
  const { isJson, schema } = wantedFormat(request.format);
  if (schema !== undefined) return JSON.stringify(answerFor(schema, id));
  if (isJson) return JSON.stringify({ sandbox: true, answer: id.slice(0, 8) } satisfies JsonRecord);
  return `Sandbox answer ${id.slice(0, 8)}. No model was asked.`;
}
