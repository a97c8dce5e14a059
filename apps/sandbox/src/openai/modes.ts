export const openAiModes = [
  'refusal',
  'incomplete',
  'contentFilter',
  'failed',
  'badJson',
  'insufficientQuota',
  'rateLimited',
  'overloaded',
] as const;

/**
 * OpenAI's own outcomes.
 *
 * | mode | Responses | Chat completions |
 * |---|---|---|
 * | refusal | content of type refusal | message.refusal |
 * | incomplete | status incomplete, max_output_tokens, text cut off | finish_reason length |
 * | contentFilter | status incomplete, content_filter, no text | finish_reason content_filter |
 * | failed | status failed, error server_error | 500 |
 * | badJson | completed, text is cut-off JSON | the same |
 * | insufficientQuota | 429, code insufficient_quota, no retry-after | the same |
 * | rateLimited | 429, code rate_limit_exceeded, retry-after 1 | the same |
 * | overloaded | 503, code server_is_overloaded | the same |
 *
 * The "recipient" of a request is its model, so that `byRecipientSuffix: {"-mini": …}` fails one model alone.
 */
export type OpenAiMode = (typeof openAiModes)[number];

/** An answer to give instead of a made one: `json` is written as JSON text. Used up after `times` (default 1). */
export interface ScriptedAnswer {
  /** Only for prompts that contain this text. */
  match?: string;
  text?: string;
  json?: unknown;
  times?: number;
}
