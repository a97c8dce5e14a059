import OpenAI, { APIConnectionTimeoutError, APIUserAbortError, InternalServerError, RateLimitError } from 'openai';
import { zodResponseFormat, zodTextFormat } from 'openai/helpers/zod';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { startSandbox, type Sandbox } from '../index.js';

let sandbox: Sandbox;
let client: OpenAI;

beforeEach(async () => {
  sandbox = await startSandbox();
  client = clientWith({});
});
afterEach(() => sandbox.close());

function clientWith(options: ConstructorParameters<typeof OpenAI>[0]): OpenAI {
  const { baseUrl: baseURL, apiKey } = sandbox.providers.openai;
  return new OpenAI({ baseURL, apiKey, maxRetries: 0, timeout: 2000, ...options });
}

const model = 'gpt-5.4-mini';
const Draft = z.object({
  message: z.string().max(160),
  tone: z.enum(['warm', 'plain']),
  confidence: z.number().min(0).max(1),
  segments: z.number().int().min(1).max(2),
  tags: z.array(z.string()).min(2),
  isDraft: z.boolean(),
  link: z.string().nullable(),
  at: z.iso.datetime(),
  inner: z.object({ id: z.uuid(), kind: z.literal('sms') }),
});
const ask = (input = 'Write to Ada', using = client) => using.responses.create({ model, input });
const parse = (input = 'Write to Ada') =>
  client.responses.parse({ model, input, text: { format: zodTextFormat(Draft, 'draft') } });
const chat = (content = 'Write to Ada') =>
  client.chat.completions.create({ model, messages: [{ role: 'user', content }] });

describe('responses through the openai package', () => {
  test('free text says that no model was asked, and is the same for the same prompt', async () => {
    const first = await ask();
    expect(first).toMatchObject({ object: 'response', status: 'completed', model, error: null });
    expect(first.output_text).toMatch(/^Sandbox answer [0-9a-f]{8}\. No model was asked\.$/);
    expect((await ask()).output_text).toBe(first.output_text);
    expect((await ask('Write to Bo')).output_text).not.toBe(first.output_text);
    expect(first._request_id).toMatch(/^req_sandbox_/);
  });

  test('usage follows the length of prompt and answer', async () => {
    const { usage, output_text: text } = await ask('x'.repeat(400));
    expect(usage).toMatchObject({ input_tokens: 100, output_tokens: Math.ceil(text.length / 4) });
    expect(usage?.total_tokens).toBe(100 + Math.ceil(text.length / 4));
  });

  test('structured answers conform to the schema, whatever the prompt', async () => {
    for (let seed = 0; seed < 20; seed += 1) {
      const { output_parsed: draft } = await parse(`Prompt ${seed}`);
      expect(Draft.safeParse(draft).success).toBe(true);
      expect(draft?.message.length).toBeGreaterThan(20);
    }
    const [entry] = sandbox.ledger.entries();
    expect(entry).toMatchObject({ kind: 'generation', provider: 'openai', to: model, accepted: true });
    expect(entry?.providerId).toMatch(/^resp_/);
  });

  test('give the scripted answer to the prompt it is for, as often as it says', async () => {
    sandbox.knobs.set({
      openai: {
        script: [
          { match: 'Ada', text: 'Hi Ada' },
          { match: 'Bo', json: { hello: 'Bo' }, times: 2 },
        ],
      },
    });
    expect((await ask('Write to Bo')).output_text).toBe('{"hello":"Bo"}');
    expect((await ask('Write to Ada')).output_text).toBe('Hi Ada');
    expect((await ask('Write to Ada')).output_text).toMatch(/^Sandbox answer/);
    expect((await ask('Write to Bo')).output_text).toBe('{"hello":"Bo"}');
    expect((await ask('Write to Bo')).output_text).toMatch(/^Sandbox answer/);
  });

  test('end early at the token limit', async () => {
    const cut = await client.responses.create({ model, input: 'Hi', max_output_tokens: 2 });
    expect(cut).toMatchObject({ status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } });
    expect(cut.output_text).toHaveLength(8);
  });

  test.each([
    ['refusal', { status: 'completed', output: [{ content: [{ type: 'refusal' }] }] }],
    ['incomplete', { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } }],
    ['contentFilter', { status: 'incomplete', incomplete_details: { reason: 'content_filter' } }],
    ['failed', { status: 'failed', error: { code: 'server_error' }, output: [] }],
  ] as const)('can be %s, once', async (mode, expected) => {
    sandbox.knobs.set({ openai: { next: { mode } } });
    expect(await ask()).toMatchObject(expected);
    expect(await ask()).toMatchObject({ status: 'completed', error: null });
  });

  test('bad JSON makes the package throw a SyntaxError', async () => {
    sandbox.knobs.set({ openai: { next: { mode: 'badJson' } } });
    await expect(parse()).rejects.toThrow(SyntaxError);
  });

  test.each([
    ['insufficientQuota', RateLimitError, 429, 'insufficient_quota', null],
    ['rateLimited', RateLimitError, 429, 'rate_limit_exceeded', '1'],
    ['overloaded', InternalServerError, 503, 'server_is_overloaded', null],
  ] as const)('%s is an error with its code', async (mode, kind, status, code, retryAfter) => {
    sandbox.knobs.set({ openai: { next: { mode } } });
    const error = await ask().catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(kind);
    expect(error).toMatchObject({ status, code });
    expect((error as RateLimitError).headers?.get('retry-after')).toBe(retryAfter);
    expect(sandbox.ledger.entries()).toMatchObject([{ accepted: false }]);
  });

  test.each([400, 401, 403, 404, 500])('status %i is an error of the package', async (status) => {
    sandbox.knobs.set({ openai: { next: { mode: 'status', status } } });
    await expect(ask()).rejects.toMatchObject({ status });
  });

  test('fail for one model alone', async () => {
    sandbox.knobs.set({ openai: { byRecipientSuffix: { '-mini': { mode: 'status', status: 500 } } } });
    await expect(ask()).rejects.toMatchObject({ status: 500 });
    expect(await client.responses.create({ model: 'gpt-5.4', input: 'Hi' })).toMatchObject({ status: 'completed' });
  });

  test('are retried by the package after 500', async () => {
    sandbox.knobs.set({
      openai: { next: { mode: 'status', status: 500, times: 2, headers: { 'retry-after-ms': '1' } } },
    });
    await ask('Hi', clientWith({ maxRetries: 2 }));
    expect(sandbox.ledger.entries().map(({ accepted }) => accepted)).toEqual([false, false, true]);
  });

  test('hang until the client gives up or is told to', async () => {
    sandbox.knobs.set({ openai: { next: { mode: 'hang', times: 2 } } });
    await expect(ask('Hi', clientWith({ timeout: 50 }))).rejects.toBeInstanceOf(APIConnectionTimeoutError);
    const abort = new AbortController();
    const waiting = client.responses.create({ model, input: 'Hi' }, { signal: abort.signal });
    abort.abort();
    await expect(waiting).rejects.toBeInstanceOf(APIUserAbortError);
  });

  test.each(['drop', 'acceptThenDrop'] as const)('%s closes the connection', async (mode) => {
    sandbox.knobs.set({ openai: { next: { mode } } });
    const error = await ask().catch((caught: unknown) => caught);
    expect(error).toMatchObject({ cause: { cause: { code: 'UND_ERR_SOCKET' } } });
    expect(sandbox.ledger.entries()).toMatchObject([{ accepted: mode === 'acceptThenDrop' }]);
  });

  test.each([
    ['no model', { input: 'Hi' }],
    ['no input', { model }],
    [
      'a schema without a type',
      { model, input: 'Hi', text: { format: { type: 'json_schema', name: 'x', schema: {} } } },
    ],
  ])('with %s are refused with the four error keys', async (_what, body) => {
    const { baseUrl, apiKey } = sandbox.providers.openai;
    const answer = await fetch(`${baseUrl}/responses`, {
      method: 'POST',
      headers: { authorization: `Bearer ${apiKey}` },
      body: JSON.stringify(body),
    });
    expect(answer.status).toBe(400);
    const { error } = (await answer.json()) as { error: object };
    expect(Object.keys(error).sort()).toEqual(['code', 'message', 'param', 'type']);
  });

  test('need the right key', async () => {
    await expect(ask('Hi', clientWith({ apiKey: 'wrong' }))).rejects.toMatchObject({
      status: 401,
      code: 'invalid_api_key',
    });
    expect(sandbox.ledger.entries()).toEqual([]);
  });
});

describe('chat completions through the openai package', () => {
  test('answer free text with usage', async () => {
    const answer = await chat('x'.repeat(40));
    expect(answer).toMatchObject({ object: 'chat.completion', choices: [{ finish_reason: 'stop' }] });
    expect(answer.choices[0]?.message.content).toMatch(/^Sandbox answer/);
    expect(answer.usage?.prompt_tokens).toBe(10);
  });

  test('conform to the schema', async () => {
    const answer = await client.chat.completions.parse({
      model,
      messages: [{ role: 'user', content: [{ type: 'text', text: 'Write to Ada' }] }],
      response_format: zodResponseFormat(Draft, 'draft'),
    });
    expect(Draft.safeParse(answer.choices[0]?.message.parsed).success).toBe(true);
  });

  test.each([
    ['refusal', { finish_reason: 'stop', message: { content: null, refusal: expect.stringContaining('sorry') } }],
    ['incomplete', { finish_reason: 'length' }],
    ['contentFilter', { finish_reason: 'content_filter' }],
  ] as const)('can be %s', async (mode, choice) => {
    sandbox.knobs.set({ openai: { next: { mode } } });
    expect((await chat()).choices).toMatchObject([choice]);
  });

  test('failed is a 500, since there is no such status', async () => {
    sandbox.knobs.set({ openai: { next: { mode: 'failed' } } });
    await expect(chat()).rejects.toBeInstanceOf(InternalServerError);
  });
});

test('models are listed', async () => {
  const ids: string[] = [];
  for await (const { id } of client.models.list()) ids.push(id);
  expect(ids).toContain(model);
});
