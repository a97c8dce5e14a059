import { startSandbox, type Sandbox, type TrestleMode, type TracerfyMode, type QueuedFault } from '@workflow/sandbox';
import { inspect } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fakeContext } from '../../lib/http/fake-context.js';
import { TracerfyClient } from './clients/tracerfy.client.js';
import { TrestleClient } from './clients/trestle.client.js';
import { DemoLeadDirectory } from './demo-leads.js';
import { LuciAgent } from './luci.agent.js';
import { ResearchLeadInput, ResearchLeadOutput } from './research-lead.schema.js';

let sandbox: Sandbox;
let luci: LuciAgent;

beforeAll(async () => {
  sandbox = await startSandbox();
  luci = agentWith({});
});
beforeEach(() => {
  sandbox.knobs.reset();
  sandbox.ledger.clear();
});
afterAll(() => sandbox.close());

function agentWith(options: { apiKey?: string; tracerfyUrl?: string; trestleUrl?: string; timeoutMs?: number }) {
  const { tracerfy, trestle } = sandbox.providers;
  const common = { timeoutMs: options.timeoutMs ?? 5_000, isSandbox: true };
  return new LuciAgent(
    new DemoLeadDirectory(),
    new TracerfyClient({
      baseUrl: options.tracerfyUrl ?? tracerfy.baseUrl,
      apiKey: options.apiKey ?? tracerfy.token,
      ...common,
    }),
    new TrestleClient({
      baseUrl: options.trestleUrl ?? trestle.baseUrl,
      apiKey: options.apiKey ?? trestle.apiKey,
      ...common,
    }),
  );
}

async function research(input: ResearchLeadInput, ctx = fakeContext(), agent = luci) {
  return ResearchLeadOutput.parse(await agent.researchLead(ResearchLeadInput.parse(input), ctx));
}

const failTracerfy = (fault: QueuedFault<TracerfyMode>) => sandbox.knobs.set({ tracerfy: { next: fault } });
const failTrestle = (fault: QueuedFault<TrestleMode>) => sandbox.knobs.set({ trestle: { next: fault } });

describe('LUCI.research_lead', () => {
  it('traces the address, scores the phone and matches the name', async () => {
    expect(await research({ leadId: 'lead_1' })).toEqual({
      leadId: 'lead_1',
      name: 'Riley Ready',
      confidence: 0.92,
      phone: '+12125550123',
      grade: 'A',
      activityScore: 92,
      lineType: 'Mobile',
      litigator: false,
      dnc: false,
      deceased: false,
      qualification: 'ready',
      sources: [
        expect.objectContaining({ provider: 'tracerfy', endpoint: 'trace/lookup', costUsd: 0.1, sandbox: true }),
        expect.objectContaining({ provider: 'trestle', endpoint: 'phone_intel', costUsd: 0.015, sandbox: true }),
        expect.objectContaining({ provider: 'trestle', endpoint: 'real_contact', costUsd: 0.03, sandbox: true }),
      ],
      costUsd: 0.145,
      sandbox: true,
    });
  });

  it.each([
    ['lead_2', { confidence: 0.62, qualification: 'review', grade: 'C' }],
    ['lead_3', { confidence: 0.82, litigator: true, qualification: 'reject' }],
    ['lead_4', { confidence: 0, phone: null, qualification: 'reject', costUsd: 0 }],
    ['lead_5', { confidence: 0.96, dnc: true, qualification: 'reject' }],
    ['lead_6', { confidence: 0.6, lineType: 'NonFixedVOIP', qualification: 'ready' }],
    ['lead_7', { confidence: 0.76, phone: '+12125550610', qualification: 'ready' }],
    ['lead_8', { confidence: 0.94, phone: '+12125550903', qualification: 'ready' }],
    ['lead_9', { confidence: 0.62, phone: '+12125550155', costUsd: 0.045 }],
  ])('finds of the sample %s what its table says', async (leadId, expected) => {
    expect(await research({ leadId })).toMatchObject(expected);
  });

  it.each([
    [60, 0.6, 'review'],
    [71, 0.71, 'ready'],
  ])('follows the activity score: %d gives %d', async (score, confidence, qualification) => {
    sandbox.knobs.set({ trestle: { activityByPhone: { '+12125550123': score } } });
    expect(await research({ leadId: 'lead_1' })).toMatchObject({ confidence, activityScore: score, qualification });
  });

  it('lets the caller know better than the directory, and traces nothing when a phone is known', async () => {
    const found = await research({ leadId: 'lead_1', phone: '(212) 555-0155', firstName: 'Rory' });
    expect(found).toMatchObject({ name: 'Rory Ready', phone: '+12125550155' });
    expect(sandbox.ledger.entries().map((entry) => entry.provider)).toEqual(['trestle', 'trestle']);
  });

  it('takes points off when the number is somebody else’s', async () => {
    const found = await research({ leadId: 'new', phone: '+12125550123', firstName: 'Pat', lastName: 'Mismatch' });
    expect(found).toMatchObject({ activityScore: 92, confidence: 0.67 });
  });

  it('saves the dearer lookup for a number that is rejected anyway', async () => {
    const found = await research({ leadId: 'new', phone: '+12125550704', firstName: 'Ida', lastName: 'Nactive' });
    expect(found).toMatchObject({ confidence: 0.1, grade: null, qualification: 'reject', costUsd: 0.015 });
  });

  it('has no phone for one that is not valid', async () => {
    const found = await research({ leadId: 'new', phone: '+12125550707', firstName: 'Ira', lastName: 'Invalid' });
    expect(found).toMatchObject({ phone: null, confidence: 0, qualification: 'reject' });
  });

  it('fails for good for a lead that nobody knows, and for one of another team', async () => {
    await expect(research({ leadId: 'lead_99' })).rejects.toMatchObject({ name: 'TerminalError', code: 'NOT_FOUND' });
    const stranger = fakeContext({ teamId: 'team_999' });
    await expect(research({ leadId: 'lead_1' }, stranger)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(sandbox.ledger.entries()).toEqual([]);
  });

  it.each([
    ['a 400', { mode: 'status', status: 400 }, 'TerminalError', 'PROVIDER_REJECTED'],
    ['an empty account', { mode: 'status', status: 402 }, 'TerminalError', 'PROVIDER_REJECTED'],
    ['a suspended account', { mode: 'status', status: 403 }, 'TerminalError', 'PROVIDER_UNAUTHORIZED'],
    ['too many requests', { mode: 'status', status: 429 }, 'RetryableError', 'PROVIDER_RATE_LIMITED'],
    ['a 500', { mode: 'status', status: 500 }, 'RetryableError', 'PROVIDER_UNAVAILABLE'],
    ['an HTML error page', { mode: 'html', status: 502 }, 'RetryableError', 'PROVIDER_UNAVAILABLE'],
    ['an HTML page with 200', { mode: 'html', status: 200 }, 'RetryableError', 'PROVIDER_BAD_ANSWER'],
    ['no body', { mode: 'empty' }, 'RetryableError', 'PROVIDER_BAD_ANSWER'],
    ['garbage', { mode: 'garbage' }, 'RetryableError', 'PROVIDER_BAD_ANSWER'],
    [
      'JSON of another shape',
      { mode: 'status', status: 200, body: { hit: 'yes' } },
      'RetryableError',
      'PROVIDER_BAD_ANSWER',
    ],
    ['a redirect', { mode: 'status', status: 302 }, 'RetryableError', 'PROVIDER_BAD_ANSWER'],
    ['a closed connection', { mode: 'drop' }, 'RetryableError', 'PROVIDER_UNAVAILABLE'],
  ] satisfies [string, QueuedFault<TracerfyMode>, string, string][])(
    'names the failure when a provider answers with %s',
    async (_name, fault, name, code) => {
      failTracerfy(fault);
      await expect(research({ leadId: 'lead_1' })).rejects.toMatchObject({ name, code });
      if ('body' in fault) return;
      failTrestle(fault);
      await expect(research({ leadId: 'lead_9' })).rejects.toMatchObject({ name, code });
    },
  );

  it('takes the wait that a provider asks for', async () => {
    failTracerfy({ mode: 'status', status: 429, headers: { 'retry-after': '7' } });
    await expect(research({ leadId: 'lead_1' })).rejects.toMatchObject({ retryAfterMs: 7_000 });
  });

  it('does not wait for a provider that is silent', async () => {
    failTracerfy({ mode: 'hang' });
    const hasty = agentWith({ timeoutMs: 80 });
    await expect(research({ leadId: 'lead_1' }, fakeContext(), hasty)).rejects.toMatchObject({
      code: 'PROVIDER_UNAVAILABLE',
    });
  });

  it('retries a partial answer that lacks what it needs', async () => {
    const partial = research({ leadId: 'new', phone: '+12125550708', firstName: 'Pia', lastName: 'Partial' });
    await expect(partial).rejects.toMatchObject({ name: 'RetryableError', code: 'PROVIDER_UNAVAILABLE' });
  });

  it('refuses for good with an empty wallet', async () => {
    const refused = research({ leadId: 'new', phone: '+12125550713', firstName: 'Wes', lastName: 'Wallet' });
    await expect(refused).rejects.toMatchObject({ name: 'TerminalError', code: 'PROVIDER_UNAUTHORIZED' });
  });

  it('keeps keys and numbers out of errors and log', async () => {
    const apiKey = 'key-4711';
    const ctx = fakeContext();
    const other = await startSandbox({ secrets: { tracerfyToken: apiKey } });
    other.knobs.set({ tracerfy: { next: { mode: 'status', status: 400, body: { message: `bad Bearer ${apiKey}` } } } });
    const agent = agentWith({ apiKey, tracerfyUrl: other.providers.tracerfy.baseUrl });
    const error: unknown = await research({ leadId: 'lead_1' }, ctx, agent).catch((thrown: unknown) => thrown);
    await other.close();
    expect(error).toMatchObject({ code: 'PROVIDER_REJECTED', message: 'Tracerfy answered 400: bad Bearer [redacted]' });
    expect(inspect([error, ctx.lines], { depth: 9, showHidden: true })).not.toContain(apiKey);
  });

  it('writes one line for each call, without the number that was asked for', async () => {
    const ctx = fakeContext();
    await research({ leadId: 'lead_9' }, ctx);
    expect(ctx.lines).toHaveLength(2);
    expect(JSON.stringify(ctx.lines)).not.toContain('5550155');
  });
});
