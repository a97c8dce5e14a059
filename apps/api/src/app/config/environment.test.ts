import { startSandbox } from '@workflow/sandbox';
import { describe, expect, it } from 'vitest';
import { EnvironmentError } from './environment-error.js';
import { parseEnvironment } from './environment.js';
import { environmentSchema } from './environment.schema.js';

const base = { REDIS_URL: 'redis://127.0.0.1:6379', SANDBOX_URL: 'http://127.0.0.1:4010' };
const realKeys = {
  SIGNALHOUSE_API_KEY: 'real-signalhouse',
  TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
  TWILIO_AUTH_TOKEN: 'real-twilio',
  TRACERFY_API_TOKEN: 'real-tracerfy',
  TRESTLE_API_KEY: 'real-trestle',
  OPENAI_API_KEY: 'real-openai',
};
const encryptionKey = `k1:${Buffer.alloc(32, 1).toString('base64')}`;
const production = {
  ...realKeys,
  REDIS_URL: base.REDIS_URL,
  NODE_ENV: 'production',
  WORKFLOW_ENCRYPTION_KEYS: encryptionKey,
};

function problemsOf(env: Record<string, string | undefined>): string[] {
  try {
    parseEnvironment(env);
  } catch (error) {
    if (error instanceof EnvironmentError)
      return error.problems.map(({ variable, message }) => `${variable} ${message}`);
    throw error;
  }
  return [];
}

describe('parseEnvironment', () => {
  it('fills in the defaults', () => {
    expect(parseEnvironment(base)).toMatchObject({
      nodeEnv: 'development',
      host: '127.0.0.1',
      port: 3001,
      logLevel: 'info',
      queuePrefix: 'workflow',
      shards: 1,
      role: 'all',
      agents: undefined,
      retention: { days: 7, bytes: 268_435_456 },
      inline: true,
      sendingWindow: { fromHour: 8, toHour: 21 },
      apiKeys: [],
      encryptionKeys: [],
      model: { name: 'gpt-5.4-mini', prices: {} },
    });
  });

  it('reads what is set', () => {
    const apiKey = { key: 'demo-0123456789abcdef', team: 'team_123', role: 'admin', name: 'Demo' };
    const environment = parseEnvironment({
      ...base,
      PORT: '0',
      PUBLIC_URL: 'https://api.test/',
      ALLOWED_ORIGINS: 'https://a.test, https://b.test',
      WORKFLOW_API_KEYS: JSON.stringify([apiKey]),
      WORKFLOW_NUMBERS: '{"+12125550100":"team_123"}',
      WORKFLOW_WEBHOOK_ENDPOINTS: JSON.stringify([
        { endpoint: 'crm', team: 'team_123', secret: 'whsec_0123456789abcdef0123' },
      ]),
      WORKFLOW_ENCRYPTION_KEYS: `${encryptionKey.replace('k1', 'k2')}, ${encryptionKey}`,
      WORKFLOW_AGENTS: 'LUCI,SABRINA',
      WORKFLOW_INLINE: 'off',
      WORKFLOW_SENDING_WINDOW: '0-24',
      OPENAI_PRICES: '{"m":{"input":1,"cachedInput":0.1,"output":2}}',
    });
    expect(environment).toMatchObject({
      port: 0,
      publicUrl: 'https://api.test',
      allowedOrigins: ['https://a.test', 'https://b.test'],
      apiKeys: [apiKey],
      encryptionKeys: [{ id: 'k2' }, { id: 'k1', key: Buffer.alloc(32, 1) }],
      agents: ['LUCI', 'SABRINA'],
      inline: false,
      sendingWindow: { fromHour: 0, toHour: 24 },
      model: { prices: { m: { output: 2 } } },
      outreach: {
        numbers: { '+12125550100': 'team_123' },
        statusCallbackUrls: {
          sms: 'https://api.test/api/webhooks/signalhouse',
          voice: 'https://api.test/api/webhooks/twilio/voice/status',
        },
      },
    });
  });

  it('takes an empty text for absent', () => {
    expect(parseEnvironment({ ...base, PORT: '', OPENAI_API_KEY: ' ' })).toEqual(parseEnvironment(base));
  });

  it('lists every bad variable at once', () => {
    const problems = problemsOf({
      ...base,
      REDIS_URL: undefined,
      PORT: '99999',
      WORKFLOW_SHARDS: '4',
      WORKFLOW_ROLE: 'both',
      SANDBOX_URL: undefined,
    });
    expect(problems).toEqual([
      expect.stringMatching(/^PORT must be a whole number/),
      expect.stringMatching(/^REDIS_URL is required/),
      'WORKFLOW_SHARDS must be 1: more than one shard is not built',
      'WORKFLOW_ROLE must be one of api, worker, all',
      'SIGNALHOUSE_API_KEY is required without SANDBOX_URL',
      'TWILIO_ACCOUNT_SID is required without SANDBOX_URL',
      'TWILIO_AUTH_TOKEN is required without SANDBOX_URL',
      'TRACERFY_API_TOKEN is required without SANDBOX_URL',
      'TRESTLE_API_KEY is required without SANDBOX_URL',
      'OPENAI_API_KEY is required without SANDBOX_URL',
    ]);
  });

  it.each([
    ['WORKFLOW_API_KEYS', '[{"key":"short","team":"t","role":"king","name":"n"}]', ['at 0.key', 'at 0.role']],
    ['WORKFLOW_API_KEYS', 'not json', ['is not JSON']],
    [
      'WORKFLOW_API_KEYS',
      JSON.stringify([0, 1].map(() => ({ key: '0123456789abcdef', team: 't', role: 'admin', name: 'n' }))),
      ['twice'],
    ],
    ['WORKFLOW_NUMBERS', '{"2125550100":"t"}', ['E.164']],
    [
      'WORKFLOW_WEBHOOK_ENDPOINTS',
      '[{"endpoint":"twilio","team":"t","secret":"0123456789abcdef01234567"}]',
      ['name of a provider'],
    ],
    ['WORKFLOW_ENCRYPTION_KEYS', 'k1:c2hvcnQ=', ['32 bytes']],
    ['WORKFLOW_ENCRYPTION_KEYS', `${encryptionKey},${encryptionKey}`, ['twice']],
    ['WORKFLOW_QUEUE_PREFIX', 'a:b', ['letters']],
    ['WORKFLOW_SENDING_WINDOW', '21-8', ['begin before']],
    ['WORKFLOW_SENDING_WINDOW', '8-25', ['two hours']],
    ['WORKFLOW_RETENTION_DAYS', '0', ['1 to 3650']],
    ['PUBLIC_URL', 'ftp://x', ['http']],
    ['OPENAI_BASE_URL', 'https://x.test', ['end in /v1']],
    ['SABRINA_PHONE_NUMBER', '2125550100', ['E.164']],
    ['TWILIO_ACCOUNT_SID', 'AC1', ['32 hexadecimal']],
  ])('refuses a bad %s', (variable, value, expected) => {
    const problems = problemsOf({ ...base, [variable]: value });
    expect(problems.every((problem) => problem.startsWith(`${variable} `))).toBe(true);
    for (const part of expected) expect(problems.join('\n')).toContain(part);
  });

  it('never repeats a value, whatever variable it stands in', () => {
    const secret = 's3cr3t-value';
    const shapes = [
      secret,
      `{"${secret}`,
      `[{"key":"${secret}"}]`,
      `{"a":"${secret}"}`,
      `[{"${secret}":1}]`,
      `{"${secret}":1}`,
      `{"${secret}":{"input":1}}`,
    ];
    for (const value of shapes) {
      for (const variable of Object.keys(environmentSchema.shape)) {
        expect(problemsOf({ ...base, [variable]: value }).join('\n')).not.toContain(secret);
      }
    }
    expect(problemsOf({ ...base, PORT: secret })).toHaveLength(1);
  });
});

describe('providers', () => {
  it('are the sandbox where no key is set, with what the sandbox itself says', async () => {
    const sandbox = await startSandbox();
    await sandbox.close();
    const { providers, webhooks, sandbox: names } = parseEnvironment({ ...base, SANDBOX_URL: sandbox.url });
    expect(names).toEqual(['signalHouse', 'twilio', 'tracerfy', 'trestle', 'openai']);
    expect(webhooks).toEqual({
      signalhouse: { secrets: [sandbox.providers.signalHouse.webhookSecret], tokens: [] },
      twilio: { authTokens: [sandbox.providers.twilio.authToken] },
    });
    const { signalHouse, twilio, tracerfy, trestle, openai } = sandbox.providers;
    const { webhookSecret: _signs, ...signalHouseLogin } = signalHouse;
    expect(providers).toMatchObject({
      signalHouse: { ...signalHouseLogin, isSandbox: true, timeoutMs: 10_000 },
      twilio: { ...twilio, isSandbox: true },
      tracerfy: { baseUrl: tracerfy.baseUrl, apiKey: tracerfy.token, isSandbox: true },
      trestle: { ...trestle, isSandbox: true },
      openai: { ...openai, isSandbox: true, timeoutMs: 25_000 },
    });
  });

  it('take the credentials of a sandbox that has its own', () => {
    const { providers } = parseEnvironment({ ...base, SANDBOX_CREDENTIALS: '{"trestleApiKey":"other"}' });
    expect(providers.trestle.apiKey).toBe('other');
    expect(providers.openai.apiKey).toBe('sk-sandbox-openai-key');
  });

  it('are real where their key is set, each by itself', () => {
    const { providers } = parseEnvironment({ ...base, TRESTLE_API_KEY: 'real-trestle' });
    expect(providers.trestle).toEqual({
      baseUrl: 'https://api.trestleiq.com',
      apiKey: 'real-trestle',
      timeoutMs: 10_000,
      isSandbox: false,
    });
    expect(providers.tracerfy.isSandbox).toBe(true);
  });

  it('are the sandbox still when a real key goes to its address', () => {
    const env = { ...base, OPENAI_API_KEY: 'real-openai', OPENAI_BASE_URL: `${base.SANDBOX_URL}/openai/v1` };
    expect(parseEnvironment(env).providers.openai).toMatchObject({ apiKey: 'real-openai', isSandbox: true });
  });

  it('want both halves of the Twilio account', () => {
    const { TWILIO_ACCOUNT_SID } = realKeys;
    expect(problemsOf({ ...base, TWILIO_ACCOUNT_SID })).toEqual([
      'TWILIO_AUTH_TOKEN is required beside TWILIO_ACCOUNT_SID',
    ]);
    expect(problemsOf({ ...base, TWILIO_AUTH_TOKEN: 'x' })).toEqual([
      'TWILIO_ACCOUNT_SID is required beside TWILIO_AUTH_TOKEN',
    ]);
  });

  it('need no sandbox when every key is set', () => {
    const { sandbox } = parseEnvironment({ ...realKeys, REDIS_URL: base.REDIS_URL });
    expect(sandbox).toEqual([]);
  });
});

describe('webhook secrets', () => {
  it('are none unless they are set, so that the route stays shut', () => {
    expect(parseEnvironment(production).webhooks).toEqual({
      signalhouse: { secrets: [], tokens: [] },
      twilio: { authTokens: ['real-twilio'] },
    });
  });

  it('come in pairs while they are rotated', () => {
    const { webhooks } = parseEnvironment({
      ...production,
      SIGNALHOUSE_WEBHOOK_SECRET: 's1',
      SIGNALHOUSE_WEBHOOK_SECRET_SECONDARY: 's2',
      SIGNALHOUSE_WEBHOOK_TOKEN_SECONDARY: 't2',
      TWILIO_AUTH_TOKEN_SECONDARY: 'a2',
    });
    expect(webhooks).toEqual({
      signalhouse: { secrets: ['s1', 's2'], tokens: ['t2'] },
      twilio: { authTokens: ['real-twilio', 'a2'] },
    });
  });
});

describe('senders', () => {
  it('default to a number of nobody in the sandbox, and to none outside it', () => {
    expect(parseEnvironment(base).outreach.defaultNumbers).toEqual({ sms: '+12125550100', voice: '+12125550100' });
    expect(parseEnvironment(production).outreach.defaultNumbers).toEqual({});
  });

  it('prefer SABRINA’s own number for texts and Twilio’s for calls', () => {
    const env = {
      ...base,
      SABRINA_PHONE_NUMBER: '+12125550001',
      TWILIO_PHONE_NUMBER: '+12125550002',
      DEFAULT_PHONE_NUMBER: '+12125550003',
    };
    expect(parseEnvironment(env).outreach.defaultNumbers).toEqual({ sms: '+12125550001', voice: '+12125550002' });
  });
});

describe('production', () => {
  it('starts with real providers and encryption keys', () => {
    expect(problemsOf(production)).toEqual([]);
  });

  it('refuses each sandbox provider by its variable', () => {
    const { OPENAI_API_KEY: _openai, TRACERFY_API_TOKEN: _tracerfy, ...rest } = production;
    expect(problemsOf({ ...rest, SANDBOX_URL: base.SANDBOX_URL })).toEqual([
      'TRACERFY_API_TOKEN is required in production: tracerfy would be the sandbox',
      'OPENAI_API_KEY is required in production: openai would be the sandbox',
    ]);
  });

  it('refuses to run without encryption keys, and with the demo key', () => {
    const demo = [{ key: 'demo-0123456789abcdef', team: 'team_123', role: 'admin', name: 'Demo' }];
    const env = { ...production, WORKFLOW_ENCRYPTION_KEYS: undefined, WORKFLOW_API_KEYS: JSON.stringify(demo) };
    expect(problemsOf(env)).toEqual([
      'WORKFLOW_ENCRYPTION_KEYS is required in production',
      'WORKFLOW_API_KEYS holds a demo key (entry 0), which production refuses',
    ]);
  });

  it('keeps real messages to the hours that the law allows, in any stage', () => {
    const wide = { WORKFLOW_SENDING_WINDOW: '0-24' };
    const problem = 'WORKFLOW_SENDING_WINDOW must lie within 8-21 unless SignalHouse and Twilio are the sandbox';
    expect(problemsOf({ ...production, ...wide })).toEqual([problem]);
    expect(problemsOf({ ...base, SIGNALHOUSE_API_KEY: 'real', ...wide })).toEqual([problem]);
    expect(problemsOf({ ...base, ...wide })).toEqual([]);
  });
});
