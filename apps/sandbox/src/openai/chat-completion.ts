import type { JsonRecord } from '../wire.js';
import type { Ending, Generation, GenerationRequest } from './generate.js';
import { promptText } from './prompt.js';

/** Reads the body of `POST /v1/chat/completions`. */
export function readChatRequest(body: JsonRecord): GenerationRequest {
  const { model, messages, response_format: format } = body;
  const limit = body['max_completion_tokens'] ?? body['max_tokens'];
  return {
    model: typeof model === 'string' ? model : '',
    prompt: promptText(messages),
    format,
    limit: typeof limit === 'number' ? limit : undefined,
  };
}

const finishReasons: Record<Ending, string> = {
  complete: 'stop',
  refusal: 'stop',
  length: 'length',
  contentFilter: 'content_filter',
  failed: 'stop',
};

/** A chat completion; `now` in milliseconds. Source: OpenAI's OpenAPI document, CreateChatCompletionResponse. */
export function shownChatCompletion(request: GenerationRequest, made: Generation, now: number): JsonRecord {
  const isRefusal = made.ending === 'refusal';
  const message = {
    role: 'assistant',
    content: isRefusal ? null : made.text,
    refusal: isRefusal ? made.text : null,
    annotations: [],
  };
  return {
    id: `chatcmpl-${made.id.slice(0, 29)}`,
    object: 'chat.completion',
    created: Math.floor(now / 1000),
    model: request.model,
    choices: [{ index: 0, finish_reason: finishReasons[made.ending], logprobs: null, message }],
    usage: {
      prompt_tokens: made.inputTokens,
      completion_tokens: made.outputTokens,
      total_tokens: made.inputTokens + made.outputTokens,
      prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
      completion_tokens_details: {
        reasoning_tokens: 0,
        audio_tokens: 0,
        accepted_prediction_tokens: 0,
        rejected_prediction_tokens: 0,
      },
    },
    service_tier: 'default',
    system_fingerprint: 'fp_sandbox',
  };
}
