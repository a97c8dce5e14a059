import { randomBytes } from 'node:crypto';
import type { Run, StartRunResponse } from '@workflow/contract';
import { dropPrefix, testRedisUrl, uniquePrefix, until } from '@workflow/testing';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import campaign from '../../../docs/examples/outreach-campaign.js';
import { apiKey, startApi, type ApiFixture } from './api-fixture.js';
import { dumpRedis } from './redis-dump.js';

const encryptionKey = randomBytes(32).toString('base64');
const olderKey = randomBytes(32).toString('base64');
const endpointSecret = `whsec_${randomBytes(24).toString('base64')}`;
/** The number of `lead_1`, and the words that the model is made to write. */
const leadNumber = '2125550123';
const words = 'Marzipan for Riley, shall we talk?';

/** Every secret of the process, in each spelling in which it travels. */
function secretsOf({ sandbox }: ApiFixture): Record<string, string> {
  const { signalHouse, twilio, tracerfy, trestle, openai } = sandbox.providers;
  return {
    'API key': apiKey,
    'SignalHouse key': signalHouse.apiKey,
    'SignalHouse webhook secret': signalHouse.webhookSecret,
    'Twilio token': twilio.authToken,
    'Twilio Basic': Buffer.from(`${twilio.accountSid}:${twilio.authToken}`).toString('base64'),
    'Tracerfy token': tracerfy.token,
    'Trestle key': trestle.apiKey,
    'OpenAI key': openai.apiKey,
    'encryption key': encryptionKey,
    'encryption key in hex': Buffer.from(encryptionKey, 'base64').toString('hex'),
    'endpoint secret': endpointSecret,
    'endpoint secret, bare': endpointSecret.slice('whsec_'.length),
    'mistyped API key': mistypedKey,
  };
}
const mistypedKey = 'a-mistyped-key-of-a-person';

const texting = {
  id: 'texting',
  inputs: [{ name: 'channel', type: 'string', required: true }],
  steps: [
    {
      id: 'send',
      agent: 'SABRINA',
      action: 'schedule_followup',
      inputs: { conversation: { message: words, to: `+1${leadNumber}` }, channel: '{{trigger.channel}}' },
      timeout: 400,
      retry: { attempts: 1 },
    },
  ],
};
const hasty = {
  ...campaign,
  id: 'hasty',
  steps: campaign.steps.map((step) => ({ ...step, timeout: 400, retry: { attempts: 1 } })),
};

describe('whatever fails', () => {
  let api: ApiFixture;
  const answers: string[] = [];
  /** Runs in which a provider repeated number and message. */
  const quoted = new Set<string>();
  const ask = async (path: string, init?: Parameters<ApiFixture['call']>[1]) => {
    const answer = await api.call(path, init);
    answers.push(JSON.stringify(answer));
    return answer;
  };

  beforeAll(async () => {
    api = await startApi({
      LOG_LEVEL: 'trace',
      WORKFLOW_ENCRYPTION_KEYS: `new:${encryptionKey}`,
      WORKFLOW_WEBHOOK_ENDPOINTS: JSON.stringify([{ endpoint: 'crm', team: 'team_123', secret: endpointSecret }]),
    });
    const { sandbox } = api;
    for (const body of [hasty, texting]) await ask('/workflows', { body });
    const known = secretsOf(api);
    const quotes = {
      tracerfy: `${known['Tracerfy token']}`,
      trestle: `${known['Trestle key']} +1${leadNumber}`,
      openai: `${known['OpenAI key']}`,
      signalHouse: `${known['SignalHouse key']} ${leadNumber} ${words}`,
      twilio: `${known['Twilio Basic']} ${known['Twilio token']} +1${leadNumber} ${words}`,
    };
    /** A provider that repeats in its errors what it was sent, credentials and all. */
    const quoting = (provider: keyof typeof quotes) => {
      const text = `You sent ${quotes[provider]}`;
      return { error: { message: text, code: text, type: text }, message: text, detail: text, code: text };
    };
    const faultsOf = (provider: keyof typeof quotes) => [
      ...(['html', 'empty', 'garbage', 'hang', 'drop', 'acceptThenDrop'] as const).map((mode) => ({ mode })),
      ...[400, 401, 402, 403, 404, 429, 500, 503].map((status) => ({
        mode: 'status' as const,
        status,
        body: quoting(provider),
        headers: { 'retry-after': '0' },
      })),
    ];
    const runs: string[] = [];
    const start = async (id: string, trigger: object): Promise<string> => {
      const { body } = await ask(`/workflows/${id}/runs?wait=1`, { body: { trigger } });
      const { runId } = body as StartRunResponse;
      runs.push(runId);
      return runId;
    };
    sandbox.knobs.set({ openai: { script: [{ json: { message: words }, times: 999 }] } });
    for (const provider of ['tracerfy', 'trestle', 'openai', 'signalHouse', 'twilio'] as const) {
      for (const fault of faultsOf(provider)) {
        sandbox.knobs.set({ [provider]: { next: [fault] } });
        const runId = await (provider === 'twilio'
          ? start('texting', { channel: 'voice' })
          : start('hasty', { leadId: 'lead_1' }));
        if (fault.mode === 'status') quoted.add(runId);
      }
    }
    await start('texting', { channel: 'no such channel' });
    for (const runId of runs) {
      await ask(`/runs/${runId}/cancel`, { body: {} });
      for (const part of ['', '/timeline', '/report']) await ask(`/runs/${runId}${part}`);
    }
    await ask('/runs?limit=100');
    await ask('/agents');
    for (const path of ['/runs', `/runs?api_key=${mistypedKey}`, '/nowhere']) {
      await ask(path, { headers: { 'x-api-key': mistypedKey } });
      await ask(path, { headers: { 'x-api-key': '', authorization: `Bearer ${mistypedKey}` } });
    }
    for (const path of ['signalhouse', 'twilio/sms', 'in/crm', 'in/nobody']) {
      const headers = { 'x-twilio-signature': mistypedKey, 'webhook-signature': mistypedKey, 'webhook-id': '1' };
      await ask(`/webhooks/${path}`, { body: { token: mistypedKey }, headers }).catch(() => undefined);
    }
    const metrics = await fetch(`${api.url}/metrics`, { headers: { 'x-api-key': apiKey } });
    answers.push(await metrics.text());
  });
  afterAll(() => api.close());

  /** Names of what is found, with the place: the secret itself stays out of the report. */
  const findSecrets = (places: Iterable<readonly [string, string]>): string[] => {
    const found = new Set<string>();
    for (const [place, text] of places) {
      for (const [name, secret] of Object.entries(secretsOf(api))) {
        const at = text.indexOf(secret);
        if (at >= 0) found.add(`${name} in ${place}: ${text.slice(Math.max(0, at - 60), at)}…`);
      }
    }
    return [...found];
  };

  it('has failed in many ways, or nothing here is worth a thing', () => {
    const { log } = api;
    for (const code of [
      'PROVIDER_UNAUTHORIZED',
      'PROVIDER_REJECTED',
      'PROVIDER_BAD_ANSWER',
      'PROVIDER_UNAVAILABLE',
      'SEND_UNKNOWN',
    ]) {
      expect(answers.join()).toContain(code);
    }
    expect(log().split('\n').length).toBeGreaterThan(200);
  });

  it('no secret stands in the log', () => {
    expect(findSecrets([['log', api.log()]])).toEqual([]);
  });

  it('no line of the log has a key twice', () => {
    const lines = api.log().trim().split('\n');
    const doubled = lines.filter((line) => parseDocument(line, { uniqueKeys: true }).errors.length > 0);
    expect(lines.some((line) => line.includes('"provider":'))).toBe(true);
    expect(doubled.slice(0, 3)).toEqual([]);
  });

  it('no secret stands in an answer', () => {
    expect(findSecrets(answers.map((answer) => ['answer', answer] as const))).toEqual([]);
  });

  it('no secret stands in Redis, reasons and stacks of failed jobs among it', async () => {
    const dump = await dumpRedis(api.redis, `{${api.prefix}*`);
    expect([...dump.keys()].some((key) => key.includes(':workflow-root:'))).toBe(true);
    expect(findSecrets(dump)).toEqual([]);
  });

  const isPersonal = (text: string) => text.includes(leadNumber) || text.includes(words);
  const isOfQuoted = (text: string) => [...quoted].some((runId) => text.includes(runId));
  const personalLines = () => api.log().split('\n').filter(isPersonal);
  /** The ledger, the suppressions and the inbox are found by number: what they hold is theirs to say. */
  const personalEntries = async (): Promise<string[]> => {
    const found: string[] = [];
    for (const [key, text] of await dumpRedis(api.redis, `{${api.prefix}*`)) {
      if (!/:run:|:workflow-|:outbox$|:wake$/.test(key)) continue;
      const entries = Object.entries((JSON.parse(text) ?? {}) as object).map(
        ([at, entry]) => `${key} ${at} ${JSON.stringify(entry)}`,
      );
      found.push(...entries.filter(isPersonal));
    }
    return found;
  };

  it("no one's number or message stands in the log", () => {
    expect(personalLines().filter((line) => !isOfQuoted(line))).toEqual([]);
  });

  it("no one's number or message stands in plain in the keys of a run or of its jobs", async () => {
    expect((await personalEntries()).filter((entry) => !isOfQuoted(entry))).toEqual([]);
  });

  it('no message stands in plain in the ledger', async () => {
    const entries = await dumpRedis(api.redis, `{${api.prefix}*:send:*`);
    expect(entries.size).toBeGreaterThan(10);
    expect([...entries].filter(([key, text]) => !isOfQuoted(key) && text.includes(words))).toEqual([]);
  });

  // Of what a provider says, secrets alone are taken out.
  it('what a provider repeats of a number or message stays out of the log', () => {
    expect(personalLines()).toEqual([]);
  });

  // Reasons are kept in plain.
  it('what a provider repeats of a number or message is encrypted in the keys of a run', async () => {
    expect(await personalEntries()).toEqual([]);
  });
});

describe('a rotated key ring', () => {
  const prefix = uniquePrefix();
  const boot = (keys: string) => startApi({ WORKFLOW_QUEUE_PREFIX: prefix, WORKFLOW_ENCRYPTION_KEYS: keys });
  const redis = new Redis(testRedisUrl());
  afterAll(async () => {
    await dropPrefix(redis, prefix);
    await redis.quit();
  });

  it('reads what the older key wrote, ends what it began, and writes with the newer one', async () => {
    const before = await boot(`old:${olderKey}`);
    let ended: Run;
    let parked: string;
    try {
      ended = await before.run(campaign, { leadId: 'lead_1' });
      await before.call('/workflows', { body: texting });
      before.sandbox.knobs.set({
        signalHouse: {
          callbackDelayMs: 3_600_000,
          next: [{ mode: 'acceptThenDrop' }, { mode: 'status', status: 500, on: 'reads', times: 99 }],
        },
      });
      const { body } = await before.call('/workflows/texting/runs', { body: { trigger: { channel: 'sms' } } });
      parked = (body as StartRunResponse).runId;
      await until('the send is unknown', async () => {
        const { steps } = (await before.call(`/runs/${parked}`)).body as Run;
        return steps[0]?.status === 'unknown';
      });
    } finally {
      await before.close();
    }

    const after = await boot(`new:${encryptionKey},old:${olderKey}`);
    try {
      expect((await after.call(`/runs/${ended.runId}`)).body).toEqual(ended);
      await after.call(`/runs/${parked}/steps/send/resolve`, {
        body: { outcome: 'completed', output: { a: 1 }, reason: 'seen' },
      });
      await until('the parked run has ended', async () => {
        return ((await after.call(`/runs/${parked}`)).body as Run).status === 'completed';
      });
      const { runId } = await after.run(campaign, { leadId: 'lead_1' });
      const [run] = [...(await dumpRedis(redis, `{${prefix}*:run:${runId}`)).values()];
      expect(run).toContain('new');
      expect(run).not.toContain(leadNumber);
    } finally {
      await after.close();
    }
  });
});
