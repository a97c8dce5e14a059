import { startSandbox, type Sandbox } from '@workflow/sandbox';
import type { Run } from '@workflow/contract';
import { dropPrefix, testRedisUrl, uniquePrefix } from '@workflow/testing';
import { Redis } from 'ioredis';
import { createServer, type AddressInfo } from 'node:net';
import { Writable } from 'node:stream';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { parseEnvironment } from '../src/app/config/environment.js';
import { bootApi } from '../src/boot-api.js';
import { createLogger } from '../src/lib/logger/logger.js';

export const apiKey = 'test-key-of-team_123-admin';
export const teamNumber = '+12125550100';

/** The whole API over HTTP, with the sandbox for every provider, on a real Redis under a prefix of its own. */
export interface ApiFixture {
  readonly url: string;
  readonly app: NestFastifyApplication;
  readonly sandbox: Sandbox;
  readonly redis: Redis;
  readonly prefix: string;
  /** Every line that the process logged. */
  readonly log: () => string;
  call(
    path: string,
    init?: { method?: string; body?: unknown; text?: string; headers?: Record<string, string> },
  ): Promise<{ status: number; body: never }>;
  /** Publishes, starts, waits for the end over HTTP. */
  run(definition: object | string, trigger: object): Promise<Run>;
  close(): Promise<void>;
}

export async function startApi(env: Readonly<Record<string, string>> = {}): Promise<ApiFixture> {
  const sandbox = await startSandbox({ callbackDelayMs: 5 });
  const prefix = uniquePrefix();
  const redis = new Redis(testRedisUrl());
  const port = await freePort();
  const publicUrl = `http://127.0.0.1:${port}`;
  const environment = parseEnvironment({
    REDIS_URL: testRedisUrl(),
    WORKFLOW_QUEUE_PREFIX: prefix,
    WORKFLOW_API_KEYS: JSON.stringify([{ key: apiKey, team: 'team_123', role: 'admin', name: 'ann' }]),
    WORKFLOW_NUMBERS: JSON.stringify({ [teamNumber]: 'team_123' }),
    WORKFLOW_SENDING_WINDOW: '0-24',
    SANDBOX_URL: sandbox.url,
    PUBLIC_URL: publicUrl,
    SIGNALHOUSE_WEBHOOK_SECRET: sandbox.providers.signalHouse.webhookSecret,
    ...env,
  });
  const lines: string[] = [];
  const destination = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(chunk.toString());
      done();
    },
  });
  const app = await bootApi(environment, createLogger({ level: 'trace', destination }), 'all');
  await app.listen(port, '127.0.0.1');
  const url = `${publicUrl}/api`;
  const call: ApiFixture['call'] = async (path, { method, body, text, headers = {} } = {}) => {
    const content = text ?? (body === undefined ? undefined : JSON.stringify(body));
    const response = await fetch(`${url}${path}`, {
      method: method ?? (content === undefined ? 'GET' : 'POST'),
      headers: {
        'x-api-key': apiKey,
        ...(content === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      body: content,
    });
    const answer = await response.text();
    return { status: response.status, body: (answer === '' ? undefined : JSON.parse(answer)) as never };
  };
  return {
    url,
    app,
    sandbox,
    redis,
    prefix,
    log: () => lines.join(''),
    call,
    run: async (definition, trigger) => {
      const published = await call('/workflows', {
        text: typeof definition === 'string' ? definition : JSON.stringify(definition),
        headers: { 'content-type': typeof definition === 'string' ? 'application/yaml' : 'application/json' },
      });
      if (published.status > 201)
        throw new Error(`publishing answered ${published.status}: ${JSON.stringify(published.body)}`);
      const { id } = published.body as { id: string };
      const started = await call(`/workflows/${id}/runs?wait=30`, { body: { trigger } });
      if (started.status !== 201)
        throw new Error(`starting answered ${started.status}: ${JSON.stringify(started.body)}`);
      return (await call(`/runs/${(started.body as { runId: string }).runId}`)).body;
    },
    close: async () => {
      await app.close();
      await sandbox.close();
      await dropPrefix(redis, prefix);
      await redis.quit();
    },
  };
}

/** Twilio signs the public address, so the port must be known before the API is made. */
function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
