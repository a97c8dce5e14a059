import { request as httpRequest } from 'node:http';
import { ForbiddenException } from '@nestjs/common';
import { ErrorBody, ProblemBody } from '@workflow/contract';
import { WorkflowError } from '@workflow/core';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adapters, bootApi, keys, type BootedApi } from '../testing/boot-api.fixture.js';
import { fakeRunId } from '../testing/fake-workflow-service.fixture.js';

describe.each(adapters)('errors on %s', (adapter) => {
  let api: BootedApi;
  beforeAll(async () => {
    api = await bootApi(adapter);
  });
  afterAll(() => api.app.close());

  const failing = async (failure: Error, headers: Record<string, string> = {}) => {
    api.service.failure = failure;
    api.logged.length = 0;
    return api.call(`/runs/${fakeRunId}`, { headers });
  };

  /** Sends a path as it is: fetch would tidy it up. */
  const raw = (path: string, headers: Record<string, string | string[]> = {}, method = 'GET') =>
    new Promise<{ status: number; code?: string }>((resolve, reject) => {
      const { hostname, port } = new URL(api.url);
      const request = httpRequest(
        { hostname, port, path, method, agent: false, headers: { 'x-api-key': keys.admin.key, ...headers } },
        (response) => {
          let text = '';
          response
            .setEncoding('utf8')
            .on('data', (part: string) => (text += part))
            .on('end', () => {
              const isJson = response.headers['content-type']?.includes('json') === true && text !== '';
              resolve({
                status: response.statusCode ?? 0,
                code: isJson ? (JSON.parse(text) as { code?: string }).code : undefined,
              });
            });
        },
      );
      request.on('error', reject).end();
    });

  it('tells nothing of an error that nobody foresaw, and logs it with its cause', async () => {
    const cause = new Error('redis://secret');
    const response = await failing(new Error('secret in a message', { cause }));
    expect(response.status).toBe(500);
    const body = ErrorBody.parse(await response.json());
    expect(body.code).toBe('INTERNAL');
    expect(JSON.stringify(body)).not.toContain('secret');
    expect(api.logged).toEqual([
      expect.objectContaining({
        level: 'error',
        fields: expect.objectContaining({ err: expect.objectContaining({ cause }), correlationId: body.correlationId }),
      }),
    ]);
  });

  it('tells nothing of a code that the table does not know', async () => {
    expect(await (await failing(new WorkflowError('SOMETHING_NEW', 'secret'))).json()).toMatchObject({
      code: 'INTERNAL',
    });
  });

  it('says when to come again while Redis is nearly full', async () => {
    const response = await failing(new WorkflowError('STATE_FULL', 'Redis is nearly full.'));
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '30']);
    expect(await response.json()).toMatchObject({ code: 'STATE_FULL' });
  });

  it("gives Nest's own exceptions our shape", async () => {
    const response = await failing(new ForbiddenException('not today'));
    expect(response.status).toBe(403);
    expect(ErrorBody.parse(await response.json())).toMatchObject({ code: 'FORBIDDEN', error: 'not today' });
  });

  it('answers a problem document when Accept asks for one', async () => {
    const response = await failing(
      new WorkflowError('CONFLICT', 'It is completed.', { details: { state: 'completed' } }),
      {
        accept: 'application/problem+json, application/json;q=0.5',
        'x-correlation-id': 'p1',
      },
    );
    expect(response.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(ProblemBody.parse(await response.json())).toMatchObject({
      type: 'urn:workflow:error:CONFLICT',
      status: 409,
      detail: 'It is completed.',
      instance: `/api/runs/${fakeRunId}`,
      correlationId: 'p1',
      details: { state: 'completed' },
    });
  });

  it('makes a correlation id where none, or no usable one, came', async () => {
    for (const sent of ['', 'x'.repeat(201), 'two words']) {
      const response = await api.call('/runs', { headers: { 'x-correlation-id': sent } });
      expect(response.headers.get('x-correlation-id')).toMatch(/^req_\d+_[0-9a-f]{12}$/);
    }
  });

  it('answers 501 to verbs that are not built, once their requests are right', async () => {
    expect(await raw(`/api/runs/${fakeRunId}/pause`, {}, 'POST')).toEqual({ status: 501, code: 'NOT_BUILT' });
  });

  it('counts the answer to an approval', async () => {
    const approval = (json: object) => api.call(`/runs/${fakeRunId}/approvals/ask`, { method: 'POST', json });
    const counted = await approval({ decision: 'approve' });
    expect([counted.status, await counted.json()]).toEqual([202, { accepted: true }]);
    expect((await approval({})).status).toBe(422);
  });

  it('tells what became of a signal', async () => {
    const given = await api.call(`/runs/${fakeRunId}/signals/reply`, { method: 'POST', json: { payload: { a: 1 } } });
    expect([given.status, await given.json()]).toEqual([202, { accepted: true, outcome: 'given' }]);
    const headers = { 'Idempotency-Key': 'k1' };
    const kept = await api.call('/signals/answered', { method: 'POST', json: { key: 'k' }, headers });
    expect([kept.status, await kept.json()]).toEqual([202, { accepted: true, outcome: 'kept' }]);
    expect((await api.call('/signals/answered', { method: 'POST', json: {} })).status).toBe(422);
  });

  it('answers paths of ours that no route knows in our shape', async () => {
    expect(await raw('/api/runs/a/b/c/d')).toEqual({ status: 404, code: 'NOT_FOUND' });
    expect(await raw(`/api/runs/${fakeRunId}`, {}, 'DELETE')).toEqual({ status: 404, code: 'NOT_FOUND' });
    expect(await raw('/api/runs//events')).toEqual({ status: 404, code: 'NOT_FOUND' });
    expect(await raw('/api/runs/%zz')).toEqual({ status: 400, code: 'BAD_REQUEST' });
  });

  it.each([
    ['/api/runs?limit=101', 422],
    ['/api/runs?limit=1e1', 422],
    ['/api/runs?limit=5&limit=6', 422],
    ['/api/runs?nope=1', 422],
    ['/api/runs?__proto__=1', 422],
    ['/api/runs?status[a]=b', 422],
    ['/api/runs?since=yesterday', 422],
    ['/api/workflows/demo/versions/0', 422],
    ['/api/workflows/demo/versions/99999999999', 422],
    ['/api/workflows/__proto__', 422],
    ['/api/runs/%00', 422],
    ['/api/runs/:', 422],
    ['/api/runs/*', 422],
    ['/api/runs/..%2f..%2fetc', 422],
    [`/api/runs/${'x'.repeat(10_000)}`, 422],
  ])('refuses %.60s with %d', async (path, status) => {
    expect(await raw(path)).toEqual({ status, code: 'INVALID_REQUEST' });
  });

  it('refuses an id of 64 KB before it is read, and goes on', async () => {
    // Node answers 431 and closes at once; a client that still writes may see the reset first.
    const told = await raw(`/api/runs/${'x'.repeat(65_536)}`).catch((error: NodeJS.ErrnoException) => error.code);
    expect(typeof told === 'object' ? told.status : told).toBeOneOf([431, 'ECONNRESET', 'EPIPE']);
    expect((await raw('/api/runs')).status).toBe(200);
  });

  it.each([
    ['idempotency-key', ['a', 'b']],
    ['idempotency-key', 'x'.repeat(256)],
    ['x-api-key', ['a', 'b']],
    ['authorization', 'Bearer another-key'],
  ])('refuses %s: %.40s', async (name, value) => {
    const { status, code } = await raw('/api/workflows/demo/runs', { [name]: value }, 'POST');
    expect([status, code]).toEqual(name === 'idempotency-key' ? [422, 'INVALID_REQUEST'] : [401, 'UNAUTHORIZED']);
  });

  it('never answers 5xx to a generated request', async () => {
    const id = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 50 }).map((text) => text.toWellFormed()),
      fc.constantFrom('..', '.', '%00', ':', '*', '__proto__', 'constructor', ' '),
    );
    await fc.assert(
      fc.asyncProperty(
        id,
        fc.json({ maxDepth: 5 }),
        fc.dictionary(fc.string({ maxLength: 5 }), fc.string({ maxLength: 9 }), { maxKeys: 3 }),
        async (one, body, query) => {
          const path = `/workflows/${encodeURIComponent(one)}/runs?${new URLSearchParams(query).toString()}`;
          const response = await api.call(path, {
            method: 'POST',
            body,
            headers: { 'content-type': 'application/json' },
          });
          expect(response.status).toBeLessThan(500);
          if (response.status >= 400) ErrorBody.parse(await response.json());
          else await response.text();
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe.each(adapters)('a path that no route knows, on %s', (adapter) => {
  const answerOf = async (options: { ownsEveryPath?: boolean }) => {
    const api = await bootApi(adapter, { options });
    try {
      const paths = ['/nope?api_key=secret', '/', '/api', '/api/nope', '/host'];
      return await Promise.all(
        paths.map(async (path) => {
          const response = await fetch(`${api.url}${path}`);
          const text = await response.text();
          expect(response.status).toBe(404);
          return { path, text, header: response.headers.get('x-correlation-id') };
        }),
      );
    } finally {
      await api.app.close();
    }
  };

  it('is answered in our shape where everything is ours, and repeats no query', async () => {
    for (const { path, text, header } of await answerOf({ ownsEveryPath: true })) {
      const body = ErrorBody.parse(JSON.parse(text));
      expect(body).toMatchObject({ code: 'NOT_FOUND', path: path.split('?')[0], correlationId: header });
      expect(text).not.toContain('secret');
    }
  });

  it('is left to a host that has paths of its own', async () => {
    for (const { text, header } of await answerOf({})) {
      expect(text).not.toContain('correlationId');
      expect(header).toBeNull();
    }
  });
});
