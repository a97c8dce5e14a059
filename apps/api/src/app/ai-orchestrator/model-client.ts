import { Inject, Injectable } from '@nestjs/common';
import OpenAI from 'openai';
import { zodTextFormat } from 'openai/helpers/zod';
import { z } from 'zod';
import { correlationHeaders, type CallContext } from '../../lib/http/call-context.js';
import { cappedFetch } from '../../lib/http/capped-fetch.js';
import { RetryableError, TerminalError } from '../workflow/index.js';
import { modelFailure } from './model-failure.js';
import { costOf, priceOf, type TokenUsage } from './model-prices.js';
import { MODEL_OPTIONS, type ModelOptions } from './model.options.js';

/** What the model is asked for: one text, under the name that says what it is. Strict mode wants every field required. */
const answers = {
  message: z.object({ message: z.string() }),
  summary: z.object({ summary: z.string() }),
} as const;
const drafts = z.union([
  answers.message.transform(({ message }) => message),
  answers.summary.transform(({ summary }) => summary),
]);

/** Usage as the API reports it. */
const usage = z.looseObject({
  input_tokens: z.number().int().min(0),
  output_tokens: z.number().int().min(0),
  input_tokens_details: z.looseObject({ cached_tokens: z.number().int().min(0).nullish() }).nullish(),
});

export interface ModelRequest {
  readonly kind: keyof typeof answers;
  readonly model: string;
  readonly instructions: string;
  readonly input: string;
  /** Tokens of the answer at most, reasoning included. */
  readonly maxOutputTokens: number;
}

export interface ModelDraft {
  readonly text: string;
  /** The model that answered, which may be a dated version of the one asked for. */
  readonly model: string;
  readonly usage: TokenUsage;
  readonly costUsd: number;
}

/** Drafts through OpenAI's Responses API, over the `openai` package with its own retries off: the engine retries. */
@Injectable()
export class ModelClient {
  private readonly client: OpenAI;

  constructor(@Inject(MODEL_OPTIONS) private readonly options: ModelOptions) {
    this.client = new OpenAI({
      apiKey: options.apiKey,
      baseURL: options.baseUrl,
      // Given, so that the package does not take them from the environment.
      organization: null,
      project: null,
      logLevel: 'off',
      maxRetries: 0,
      timeout: options.timeoutMs,
      fetch: (url, init) => cappedFetch(url, init),
    });
  }

  get defaultModel(): string {
    return this.options.model;
  }

  get isSandbox(): boolean {
    return this.options.isSandbox;
  }

  /**
   * One draft. The price is looked up first, so that nothing is bought that cannot be accounted for.
   * @throws TerminalError NOT_CONFIGURED (no price), PROVIDER_REJECTED (refusal, content filter, bad request, quota),
   *   PROVIDER_UNAUTHORIZED; RetryableError PROVIDER_UNAVAILABLE, PROVIDER_RATE_LIMITED, PROVIDER_BAD_ANSWER
   */
  async draft(request: ModelRequest, context: CallContext): Promise<ModelDraft> {
    const price = priceOf(request.model, this.options.prices);
    const startedAt = performance.now();
    const line = { provider: 'OpenAI', endpoint: 'POST /responses' };
    try {
      context.signal.throwIfAborted();
      const response = await this.ask(request, context);
      const durationMs = Math.round(performance.now() - startedAt);
      context.logger.info(
        { ...line, requestId: response._request_id, model: response.model, durationMs },
        'provider answered',
      );
      const text = textOf(response);
      const used = usageOf(response);
      return { text, model: response.model || request.model, usage: used, costUsd: costOf(used, price) };
    } catch (error) {
      if (context.signal.aborted) throw context.signal.reason;
      const failure = modelFailure(error, context.now(), [this.options.apiKey]);
      context.logger.warn({ ...line, code: failure.code, details: failure.details }, 'provider call failed');
      throw failure;
    }
  }

  private ask(request: ModelRequest, context: CallContext) {
    const { kind, model, instructions, input, maxOutputTokens } = request;
    return this.client.responses.parse(
      {
        model,
        instructions,
        input,
        max_output_tokens: maxOutputTokens,
        text: { format: zodTextFormat(answers[kind], kind === 'message' ? 'outreach_message' : kind) },
        store: false,
      },
      { signal: context.signal, headers: correlationHeaders(context) },
    );
  }
}

type Answer = Awaited<ReturnType<ModelClient['ask']>>;

function textOf(response: Answer): string {
  if (response.status === 'failed') {
    throw new RetryableError('PROVIDER_UNAVAILABLE', 'OpenAI reported that the response failed');
  }
  const reason = response.incomplete_details?.reason;
  if (reason === 'content_filter') {
    throw new TerminalError('PROVIDER_REJECTED', 'The content filter of OpenAI stopped the text');
  }
  const parts = Array.isArray(response.output) ? response.output : [];
  const refused = parts.some((part) => part.type === 'message' && part.content.some((each) => each.type === 'refusal'));
  if (refused) throw new TerminalError('PROVIDER_REJECTED', 'The model refused to write the text');
  const parsed = drafts.safeParse(response.output_parsed);
  if (response.status !== 'completed' || !parsed.success) {
    throw new RetryableError('PROVIDER_BAD_ANSWER', `OpenAI gave no text (status ${String(response.status)})`);
  }
  return parsed.data;
}

/** An answer without usage cannot be accounted for, so it is no answer. */
function usageOf(response: Answer): TokenUsage {
  const parsed = usage.safeParse(response.usage);
  if (!parsed.success) throw new RetryableError('PROVIDER_BAD_ANSWER', 'OpenAI stated no usage');
  const { input_tokens, output_tokens, input_tokens_details } = parsed.data;
  return {
    inputTokens: input_tokens,
    outputTokens: output_tokens,
    cachedTokens: input_tokens_details?.cached_tokens ?? 0,
  };
}
