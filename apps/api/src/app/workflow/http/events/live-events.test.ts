import { request as httpRequest, type IncomingMessage } from 'node:http';
import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LiveEvents } from './live-events.js';
import { adapters, bootApi, keys, type BootedApi } from '../testing/boot-api.fixture.js';
import { fakeRunId } from '../testing/fake-workflow-service.fixture.js';

const event = (number: number) => ({
  id: `${number}-0`,
  at: '2026-11-20T10:00:00.000Z',
  type: 'step.started',
  stepId: `s${number}`,
  data: { text: 'two\nlines' },
});

interface Stream {
  readonly response: IncomingMessage;
  readonly events: EventSourceMessage[];
  readonly comments: string[];
  readonly retries: number[];
  isEnded: boolean;
  close(): void;
}

function connect(api: BootedApi, headers: Record<string, string> = {}, query = ''): Promise<Stream> {
  return new Promise((resolve, reject) => {
    const url = `${api.url}/api/runs/${fakeRunId}/events${query}`;
    const request = httpRequest(url, { headers: { 'x-api-key': keys.viewer.key, ...headers } }, (response) => {
      const events: EventSourceMessage[] = [];
      const comments: string[] = [];
      const retries: number[] = [];
      const parser = createParser({
        onEvent: (one) => events.push(one),
        onComment: (one) => comments.push(one),
        onRetry: (one) => retries.push(one),
      });
      const stream: Stream = { response, events, comments, retries, isEnded: false, close: () => request.destroy() };
      response
        .setEncoding('utf8')
        .on('data', (text: string) => parser.feed(text))
        .on('end', () => (stream.isEnded = true))
        .on('error', () => undefined);
      resolve(stream);
    });
    request.on('error', reject).end();
  });
}

describe.each(adapters)('live events on %s', (adapter) => {
  let api: BootedApi;
  beforeEach(async () => {
    api = await bootApi(adapter, { options: { heartbeatMs: 20 } });
  });
  afterEach(() => api.app.close());

  it('writes id, type and data of each event as it happens, and ends with the run', async () => {
    api.service.append(event(1));
    const stream = await connect(api, { 'x-correlation-id': 'live-1' });
    expect(stream.response.statusCode).toBe(200);
    expect(stream.response.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'x-correlation-id': 'live-1',
    });
    await vi.waitFor(() => expect(stream.events).toHaveLength(1));
    api.service.append(event(2));
    await vi.waitFor(() => expect(stream.events).toHaveLength(2));
    expect(stream.events[1]).toMatchObject({ id: '2-0', event: 'step.started' });
    expect(JSON.parse(stream.events[1]?.data ?? '')).toEqual(event(2));
    expect(stream.retries).toEqual([2_000]);
    api.service.finish();
    await vi.waitFor(() => expect(stream.isEnded).toBe(true));
  });

  it('resumes after Last-Event-ID without loss or repetition, which wins over the query', async () => {
    for (const number of [1, 2, 3]) api.service.append(event(number));
    const first = await connect(api);
    await vi.waitFor(() => expect(first.events).toHaveLength(3));
    first.close();
    api.service.append(event(4));
    const second = await connect(api, { 'last-event-id': '2-0' }, '?after=1-0');
    await vi.waitFor(() => expect(second.events.map(({ id }) => id)).toEqual(['3-0', '4-0']));
    const third = await connect(api, {}, '?after=3-0');
    await vi.waitFor(() => expect(third.events.map(({ id }) => id)).toEqual(['4-0']));
    second.close();
    third.close();
  });

  it('gives a sign of life while nothing happens', async () => {
    const stream = await connect(api);
    await vi.waitFor(() => expect(stream.comments.length).toBeGreaterThan(2));
    stream.close();
  });

  it('ends its source when the client goes away', async () => {
    const stream = await connect(api);
    stream.close();
    await vi.waitFor(() => expect(api.service.aborted).toBe(1));
  });

  it('answers 204 once the run has ended and nothing is left to tell', async () => {
    api.service.append(event(1));
    api.service.finish();
    const all = await connect(api);
    await vi.waitFor(() => expect(all.isEnded).toBe(true));
    expect(all.events).toHaveLength(1);
    expect((await connect(api, { 'last-event-id': '1-0' })).response.statusCode).toBe(204);
  });

  it('answers errors as any route before the first byte', async () => {
    const unknown = await api.call('/runs/wr_0-none/events');
    expect([unknown.status, unknown.headers.get('content-type')]).toEqual([404, 'application/json; charset=utf-8']);
    const bad = await api.call(`/runs/${fakeRunId}/events`, { headers: { 'last-event-id': 'x'.repeat(200) } });
    expect(bad.status).toBe(422);
  });

  it('opens no stream once it shuts down', async () => {
    api.app.get(LiveEvents).onModuleDestroy();
    const response = await api.call(`/runs/${fakeRunId}/events`);
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5']);
  });

  it('ends its streams when the process shuts down', async () => {
    const stream = await connect(api);
    await api.app.close();
    await vi.waitFor(() => expect(stream.isEnded).toBe(true));
  });
});
