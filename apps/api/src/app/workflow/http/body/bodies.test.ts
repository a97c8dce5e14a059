import { ErrorBody, depthLimit } from '@workflow/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adapters, bootApi, type BootedApi } from '../testing/boot-api.fixture.js';

type BodyInit = string | Uint8Array<ArrayBuffer> | ReadableStream;
const start = '/workflows/demo/runs';
const json = { 'content-type': 'application/json' };
const mebibyte = 1_048_576;

describe.each(adapters)('bodies on %s', (adapter) => {
  let api: BootedApi;
  beforeAll(async () => {
    api = await bootApi(adapter);
  });
  afterAll(() => api.app.close());

  const post = async (path: string, body: BodyInit | undefined, headers: Record<string, string> = json) => {
    const streamed = body instanceof ReadableStream ? { duplex: 'half' } : {};
    const response = await api.call(path, { method: 'POST', body, headers, ...streamed } as RequestInit);
    return { status: response.status, body: (await response.json()) as ErrorBody };
  };
  const refused = async (path: string, body: BodyInit, headers?: Record<string, string>) => {
    const { status, body: told } = await post(path, body, headers);
    return { status, ...ErrorBody.parse(told) };
  };

  it('answers 400 to JSON that is none', async () => {
    expect(await refused(start, '{"trigger":')).toMatchObject({
      status: 400,
      code: 'BAD_REQUEST',
      path: `/api${start}`,
    });
  });

  it.each([
    ['{"trigger":{"a":[{"__proto__":{"x":1}}]}}', '__proto__', '/trigger/a/0'],
    ['{"trigger":{"constructor":{"prototype":{"x":1}}}}', 'constructor.prototype', '/trigger'],
  ])('answers 400 to %s and names the key', async (body, key, path) => {
    const told = await refused(start, body);
    expect(told).toMatchObject({ status: 400, code: 'BAD_REQUEST', details: [{ path, code: 'FORBIDDEN_KEY' }] });
    expect(told.error).toContain(`'${key}'`);
  });

  it("takes 'constructor' as a plain field", async () => {
    expect((await post(start, '{"trigger":{"constructor":"x"}}')).status).toBe(201);
  });

  it('answers 400 to nesting that nothing could walk', async () => {
    const deep = (levels: number) => `{"trigger":{"a":${'['.repeat(levels)}${']'.repeat(levels)}}}`;
    expect(await refused(start, deep(100_000))).toMatchObject({ status: 400, details: [{ code: 'TOO_DEEP' }] });
    expect(await refused('/workflows', deep(100_000))).toMatchObject({ status: 400 });
    expect((await post(start, deep(depthLimit - 2))).status).toBe(201);
  });

  it('answers 422 to unknown fields and names each by its path', async () => {
    const told = await refused(start, '{"trigger":{},"teamId":"team_other","priority":101}');
    expect(told).toMatchObject({ status: 422, code: 'INVALID_REQUEST' });
    expect(told.details).toEqual([
      expect.objectContaining({ path: '/priority', code: 'INVALID_VALUE' }),
      expect.objectContaining({ path: '/teamId', code: 'UNKNOWN_FIELD' }),
    ]);
  });

  it('says where a field belongs that stands beside the payload of a signal', async () => {
    const told = await refused('/runs/wr_0-1/signals/reply', '{"text":"yes"}');
    expect(told.details).toEqual([
      expect.objectContaining({ path: '/text', code: 'UNKNOWN_FIELD', hint: 'put it under `payload`' }),
    ]);
    const start = await refused('/workflows/demo/runs', '{"trigger":{},"text":"yes"}');
    expect(start.details).toEqual([expect.not.objectContaining({ hint: expect.anything() as unknown })]);
  });

  it('names a field that is missing', async () => {
    const told = await refused('/runs/wr_0-1/steps/a/resolve', '{}');
    expect(told.details).toContainEqual(expect.objectContaining({ path: '/reason', code: 'MISSING_FIELD' }));
  });

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/yaml',
    'multipart/form-data; boundary=x',
    'nonsense',
    'application/json; charset=latin1',
  ])('answers 415 to %s where JSON is asked for', async (type) => {
    expect(await refused(start, '{"trigger":{}}', { 'content-type': type })).toMatchObject({
      status: 415,
      code: 'UNSUPPORTED_MEDIA_TYPE',
    });
  });

  it('answers 415 to a compressed body', async () => {
    expect(await refused(start, 'xx', { ...json, 'content-encoding': 'gzip' })).toMatchObject({ status: 415 });
  });

  it('answers 400 to bytes that are no UTF-8', async () => {
    expect(await refused(start, new Uint8Array([0x7b, 0xff, 0xfe, 0x7d]))).toMatchObject({
      status: 400,
      code: 'BAD_REQUEST',
    });
  });

  it('takes a body of 1 MiB and answers 413 to one byte more', async () => {
    const sized = (bytes: number) =>
      JSON.stringify({ trigger: { a: 'x'.repeat(bytes - '{"trigger":{"a":""}}'.length) } });
    expect((await post(start, sized(mebibyte))).status).toBe(201);
    expect(await refused(start, sized(mebibyte + 1))).toMatchObject({ status: 413, code: 'PAYLOAD_TOO_LARGE' });
  });

  it('answers 413 to a body that announces no length', async () => {
    const chunk = new Uint8Array(65_536).fill(0x20);
    let left = 20;
    const stream = new ReadableStream({
      pull: (controller) => (left-- > 0 ? controller.enqueue(chunk) : controller.close()),
    });
    expect(await refused(start, stream)).toMatchObject({ status: 413 });
  });

  it('hands the text of a definition on as it came', async () => {
    for (const [type, format] of [
      ['application/yaml', 'yaml'],
      ['text/yaml; charset=utf-8', 'yaml'],
      ['application/x-yaml', 'yaml'],
      ['application/json', 'json'],
    ] as const) {
      const text = format === 'yaml' ? 'id: demo\n# a comment\nsteps: []\n' : '{ "id": "demo",\n "steps": [] }';
      expect((await post('/workflows', text, { 'content-type': type })).status).toBe(201);
      expect(api.service.lastCall('publish')).toEqual([
        { kind: 'text', text, format },
        { teamId: 'team_123', by: 'admin of team_123', role: 'admin' },
      ]);
    }
  });

  it('answers 200 when the latest version says the same', async () => {
    expect(await post('/workflows', 'id: same', { 'content-type': 'application/yaml' })).toMatchObject({
      status: 200,
      body: { version: 1 },
    });
  });

  it('lists the problems of a definition with line and column', async () => {
    const told = await refused('/workflows', 'id: broken', { 'content-type': 'application/yaml' });
    expect(told).toMatchObject({
      status: 422,
      code: 'INVALID_DEFINITION',
      details: [{ path: '/steps/0', line: 3, column: 5 }],
    });
    expect(await post('/workflows/validate', 'id: broken', { 'content-type': 'text/yaml' })).toMatchObject({
      status: 200,
      body: { valid: false },
    });
  });

  it('takes a definition of 8 MiB and answers 413 to one byte more', async () => {
    const yaml = (bytes: number) => `#${'x'.repeat(bytes - 1)}`;
    expect((await post('/workflows/validate', yaml(8 * mebibyte), { 'content-type': 'application/yaml' })).status).toBe(
      200,
    );
    expect(await refused('/workflows', yaml(8 * mebibyte + 1), { 'content-type': 'application/yaml' })).toMatchObject({
      status: 413,
    });
  });

  it('answers 400 to a definition that is not there, and 415 to one of no known type', async () => {
    expect(await refused('/workflows', '')).toMatchObject({ status: 400 });
    expect(await refused('/workflows', 'id: demo', { 'content-type': 'text/plain' })).toMatchObject({ status: 415 });
  });

  it('reads no body of a caller that it does not know', async () => {
    const response = await api.call(start, { method: 'POST', key: null, body: '{"trigger":', headers: json });
    expect(response.status).toBe(401);
  });

  it("leaves a host's own routes as they are", async () => {
    const response = await api.call('/host', { method: 'POST', key: null, json: { a: 1 } });
    expect(await response.json()).toEqual({ body: { a: 1 } });
    const bad = await api.call('/host', { method: 'POST', key: null, body: '{', headers: json });
    expect(bad.status).toBe(400);
    expect(await bad.json()).toMatchObject({ statusCode: 400 });
    expect((await api.call('/host/nothing')).headers.get('x-correlation-id')).toBeNull();
  });
});
