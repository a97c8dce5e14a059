import type { JsonRecord } from '../wire.js';
import type { Generation, GenerationRequest } from './generate.js';
import { promptText } from './prompt.js';

/** Reads the body of `POST /v1/responses`. */
export function readResponseRequest(body: JsonRecord): GenerationRequest {
  const { model, instructions, input, text, max_output_tokens: limit } = body;
  const format = typeof text === 'object' && text !== null && 'format' in text ? text.format : undefined;
  return {
    model: typeof model === 'string' ? model : '',
    prompt: [promptText(instructions), promptText(input)].filter((part) => part !== '').join('\n'),
    format,
    limit: typeof limit === 'number' ? limit : undefined,
  };
}

/** A Response object; `now` in milliseconds. Source: OpenAI's OpenAPI document, Response. */
export function shownResponse(body: JsonRecord, request: GenerationRequest, made: Generation, now: number): JsonRecord {
  const reasons = { length: 'max_output_tokens', contentFilter: 'content_filter' } as const;
  const isCut = made.ending === 'length' || made.ending === 'contentFilter';
  const isFailed = made.ending === 'failed';
  const status = isFailed ? 'failed' : isCut ? 'incomplete' : 'completed';
  const content =
    made.ending === 'refusal'
      ? { type: 'refusal', refusal: made.text }
      : { type: 'output_text', text: made.text, annotations: [], logprobs: [] };
  const message = { id: `msg_${made.id.slice(0, 32)}`, type: 'message', role: 'assistant', content: [content] };
  return {
    id: `resp_${made.id.slice(0, 32)}`,
    object: 'response',
    created_at: Math.floor(now / 1000),
    status,
    error: isFailed ? { code: 'server_error', message: 'The model failed to generate a response.' } : null,
    incomplete_details:
      made.ending === 'length' || made.ending === 'contentFilter' ? { reason: reasons[made.ending] } : null,
    instructions: body['instructions'] ?? null,
    max_output_tokens: request.limit ?? null,
    model: request.model,
    output: isFailed ? [] : [{ ...message, status: isCut ? 'incomplete' : 'completed' }],
    parallel_tool_calls: true,
    previous_response_id: body['previous_response_id'] ?? null,
    metadata: body['metadata'] ?? {},
    store: body['store'] ?? true,
    text: body['text'] ?? { format: { type: 'text' } },
    tool_choice: 'auto',
    tools: [],
    temperature: 1,
    top_p: 1,
    usage: {
      input_tokens: made.inputTokens,
      input_tokens_details: { cached_tokens: 0, cache_write_tokens: 0 },
      output_tokens: made.outputTokens,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: made.inputTokens + made.outputTokens,
    },
  };
}
