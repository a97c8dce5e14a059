import { startSandbox, type OpenAiMode, type QueuedFault, type Sandbox } from '@workflow/sandbox';
import { inspect } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { fakeContext } from '../../lib/http/fake-context.js';
import { AiOrchestratorAgent } from './ai-orchestrator.agent.js';
import { GenerateMessageInput, GenerateMessageOutput } from './generate-message.schema.js';
import { ModelClient } from './model-client.js';
import type { ModelOptions } from './model.options.js';
import { listPrices } from './model-prices.js';
import { SummariseInput, SummariseOutput, summaryPrompt } from './summarise.js';

let sandbox: Sandbox;
let agent: AiOrchestratorAgent;

beforeAll(async () => {
  sandbox = await startSandbox();
  agent = agentWith({});
});
beforeEach(() => {
  sandbox.knobs.reset();
  sandbox.ledger.clear();
});
afterEach(() => vi.unstubAllEnvs());
afterAll(() => sandbox.close());

function agentWith(options: Partial<ModelOptions>) {
  const { baseUrl, apiKey } = sandbox.providers.openai;
  const common = { timeoutMs: 5_000, model: 'gpt-5.4-mini', prices: listPrices, isSandbox: true };
  return new AiOrchestratorAgent(new ModelClient({ baseUrl, apiKey, ...common, ...options }));
}

const research = {
  leadId: 'lead_1',
  name: 'Riley Ready',
  phone: '+12125550123',
  confidence: 0.92,
  litigator: false,
  dnc: true,
  lineType: 'Mobile',
};

async function generate(input: object = {}, ctx = fakeContext(), by = agent) {
  return GenerateMessageOutput.parse(await by.generateMessage(GenerateMessageInput.parse({ research, ...input }), ctx));
}

const next = (fault: QueuedFault<OpenAiMode>) => sandbox.knobs.set({ openai: { next: fault } });
const answer = (message: string) => sandbox.knobs.set({ openai: { script: [{ json: { message } }] } });

describe('AI_ORCHESTRATOR.generate_message', () => {
  it('gives a message with its recipient, facts, usage and cost', async () => {
    const output = await generate();
    expect(output).toMatchObject({
      leadId: 'lead_1',
      message: expect.stringMatching(/Reply STOP to opt out\.$/),
      channel: 'sms',
      to: '+12125550123',
      facts: { litigator: false, dnc: true, lineType: 'Mobile' },
      generatedAt: '2026-11-20T15:00:00.000Z',
      model: 'gpt-5.4-mini',
      sandbox: true,
    });
    expect(output.facts).not.toHaveProperty('deceased');
    const { inputTokens, outputTokens } = output.usage;
    expect(inputTokens).toBeGreaterThan(0);
    expect(output.costUsd).toBeCloseTo((inputTokens * 0.75 + outputTokens * 4.5) / 1e6, 6);
    expect(output.costUsd).toBeGreaterThan(0);
  });

  it('adds the opt-out line to what the model wrote', async () => {
    answer('Hi Riley, may we talk?');
    expect(await generate()).toMatchObject({ message: 'Hi Riley, may we talk? Reply STOP to opt out.' });
  });

  it('asks the model of the input, else of the team, else the default', async () => {
    const team = fakeContext({ settings: { enabled: true, model: 'gpt-5.4' } });
    expect(await generate({ model: 'gpt-5.5' }, team)).toMatchObject({ model: 'gpt-5.5' });
    expect(await generate({}, team)).toMatchObject({ model: 'gpt-5.4' });
    expect(await generate()).toMatchObject({ model: 'gpt-5.4-mini' });
  });

  it('buys nothing that it has no price for, and nothing for a lead without a phone', async () => {
    await expect(generate({ model: 'gpt-9' })).rejects.toMatchObject({ name: 'TerminalError', code: 'NOT_CONFIGURED' });
    const unknown = generate({ research: { name: 'Nobody', phone: null } });
    await expect(unknown).rejects.toMatchObject({ name: 'TerminalError', code: 'INVALID_INPUT' });
    expect(sandbox.ledger.entries()).toEqual([]);
  });

  it.each([
    ['a link', 'Look at https://x.test'],
    ['no text', '  '],
    ['four segments', 'a'.repeat(600)],
  ])('retries a draft with %s', async (_name, message) => {
    answer(message);
    await expect(generate()).rejects.toMatchObject({ name: 'RetryableError', code: 'PROVIDER_BAD_ANSWER' });
  });

  it.each([
    ['a refusal', { mode: 'refusal' }, 'TerminalError', 'PROVIDER_REJECTED'],
    ['the content filter', { mode: 'contentFilter' }, 'TerminalError', 'PROVIDER_REJECTED'],
    ['an exhausted quota', { mode: 'insufficientQuota' }, 'TerminalError', 'PROVIDER_REJECTED'],
    ['a 400', { mode: 'status', status: 400 }, 'TerminalError', 'PROVIDER_REJECTED'],
    ['a 401', { mode: 'status', status: 401 }, 'TerminalError', 'PROVIDER_UNAUTHORIZED'],
    ['a 403', { mode: 'status', status: 403 }, 'TerminalError', 'PROVIDER_UNAUTHORIZED'],
    ['a 404', { mode: 'status', status: 404 }, 'TerminalError', 'PROVIDER_REJECTED'],
    ['a 422', { mode: 'status', status: 422 }, 'TerminalError', 'PROVIDER_REJECTED'],
    ['a 408', { mode: 'status', status: 408 }, 'RetryableError', 'PROVIDER_UNAVAILABLE'],
    ['a 409', { mode: 'status', status: 409 }, 'RetryableError', 'PROVIDER_UNAVAILABLE'],
    ['a rate limit', { mode: 'rateLimited' }, 'RetryableError', 'PROVIDER_RATE_LIMITED'],
    ['a 500', { mode: 'status', status: 500 }, 'RetryableError', 'PROVIDER_UNAVAILABLE'],
    ['overload', { mode: 'overloaded' }, 'RetryableError', 'PROVIDER_UNAVAILABLE'],
    ['a failed response', { mode: 'failed' }, 'RetryableError', 'PROVIDER_UNAVAILABLE'],
    ['a closed connection', { mode: 'drop' }, 'RetryableError', 'PROVIDER_UNAVAILABLE'],
    ['an incomplete response', { mode: 'incomplete' }, 'RetryableError', 'PROVIDER_BAD_ANSWER'],
    ['JSON cut off', { mode: 'badJson' }, 'RetryableError', 'PROVIDER_BAD_ANSWER'],
    ['garbage', { mode: 'garbage' }, 'RetryableError', 'PROVIDER_BAD_ANSWER'],
    ['no body', { mode: 'empty' }, 'RetryableError', 'PROVIDER_BAD_ANSWER'],
    ['an HTML page with 200', { mode: 'html', status: 200 }, 'RetryableError', 'PROVIDER_BAD_ANSWER'],
    [
      'JSON of another shape',
      { mode: 'status', status: 200, body: { hello: 1 } },
      'RetryableError',
      'PROVIDER_BAD_ANSWER',
    ],
    [
      'a message without usage',
      { mode: 'status', status: 200, body: messageWithoutUsage() },
      'RetryableError',
      'PROVIDER_BAD_ANSWER',
    ],
  ] satisfies [string, QueuedFault<OpenAiMode>, string, string][])(
    'names the failure after %s, and asks once',
    async (_name, fault, name, code) => {
      next(fault);
      await expect(generate()).rejects.toMatchObject({ name, code });
      expect(sandbox.ledger.entries()).toHaveLength(1);
    },
  );

  it('takes the wait that the provider asks for', async () => {
    next({ mode: 'rateLimited' });
    await expect(generate()).rejects.toMatchObject({ retryAfterMs: 1_000 });
  });

  it('does not wait for a model that is silent', async () => {
    next({ mode: 'hang' });
    const hasty = agentWith({ timeoutMs: 80 });
    await expect(generate({}, fakeContext(), hasty)).rejects.toMatchObject({ code: 'PROVIDER_UNAVAILABLE' });
  });

  it('ends with the attempt, for the reason of its abort', async () => {
    next({ mode: 'hang' });
    const attempt = new AbortController();
    const ended = generate({}, fakeContext({ signal: attempt.signal })).catch((error: unknown) => error);
    const reason = new Error('cancelled');
    await vi.waitFor(() => expect(sandbox.ledger.entries()).toHaveLength(1));
    attempt.abort(reason);
    expect(await ended).toBe(reason);
  });

  it('is not led elsewhere by the environment', async () => {
    vi.stubEnv('OPENAI_BASE_URL', 'http://127.0.0.1:9/v1');
    vi.stubEnv('OPENAI_ORG_ID', 'org-1');
    expect(await generate({}, fakeContext(), agentWith({}))).toHaveProperty('message');
  });

  it('keeps the key out of errors and log', async () => {
    const apiKey = 'sk-secret-4711';
    const ctx = fakeContext();
    const other = await startSandbox({ secrets: { openaiApiKey: apiKey } });
    const by = agentWith({ apiKey, baseUrl: other.providers.openai.baseUrl });
    const kept: unknown[] = [];
    const keyInBody = { error: { message: `Incorrect API key: ${apiKey}`, type: 'x', param: null, code: 'bad' } };
    const faults = [{ mode: 'drop' }, { mode: 'garbage' }, { mode: 'status', status: 400, body: keyInBody }] as const;
    for (const fault of faults) {
      other.knobs.set({ openai: { next: fault } });
      kept.push(await generate({}, ctx, by).catch((error: unknown) => error));
    }
    await other.close();
    expect(kept).toHaveLength(3);
    expect(kept[2]).toMatchObject({ message: expect.stringContaining('[redacted]') });
    expect(inspect([kept, ctx.lines], { depth: 9, showHidden: true })).not.toContain(apiKey);
  });
});

describe('AI_ORCHESTRATOR.summarise', () => {
  const summarise = (data: unknown) =>
    agent.summarise(SummariseInput.parse({ about: 'Vans', data, maxWords: 20 }), fakeContext());

  it('gives a summary with its usage and cost, asked for with the data and its limits', async () => {
    sandbox.knobs.set({ openai: { script: [{ match: '"sold":7', json: { summary: ' Seven were sold. ' } }] } });
    const output = SummariseOutput.parse(await summarise({ sold: 7 }));
    expect(output).toMatchObject({ summary: 'Seven were sold.', model: 'gpt-5.4-mini', sandbox: true });
    expect(output.costUsd).toBeGreaterThan(0);
    const prompt = summaryPrompt(SummariseInput.parse({ about: 'Vans', data: { sold: 7 }, maxWords: 20 }));
    expect(prompt.instructions).toContain('at most 20 words');
    expect(JSON.parse(prompt.input)).toEqual({ about: 'Vans', data: { sold: 7 } });
  });

  it('retries a summary without words', async () => {
    sandbox.knobs.set({ openai: { script: [{ json: { summary: '  ' } }] } });
    await expect(summarise(undefined)).rejects.toMatchObject({ name: 'RetryableError', code: 'PROVIDER_BAD_ANSWER' });
  });
});

function messageWithoutUsage(): object {
  const content = [{ type: 'output_text', text: '{"message":"Hi"}', annotations: [] }];
  const output = [{ id: 'm', type: 'message', role: 'assistant', status: 'completed', content }];
  return { id: 'r', object: 'response', status: 'completed', model: 'gpt-5.4-mini', output };
}
