import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import type { CallContext } from './call-context.js';
import { callProvider, type ProviderReply } from './call-provider.js';
import { maxAnswerBytes } from './capped-fetch.js';
import { fakeContext } from './fake-context.js';

const servers: Server[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  }
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function contextOf(signal = new AbortController().signal) {
  const context = fakeContext({ signal });
  return { context, lines: context.lines };
}

function call(base: string, context: CallContext, timeoutMs = 5_000): Promise<ProviderReply> {
  const headers = { authorization: 'Bearer top-secret' };
  const url = new URL(`${base}/things?phone=2125550123`);
  return callProvider({ provider: 'Test', endpoint: 'GET /things', method: 'GET', url, headers, timeoutMs }, context);
}

describe('callProvider', () => {
  it('gives status, headers and parsed body, and passes correlation on', async () => {
    const seen: unknown[] = [];
    const base = await serve((request, response) => {
      seen.push(request.headers['x-correlation-id'], request.headers['traceparent']);
      response.writeHead(201, { 'x-request-id': 'req-9' }).end('{"a":1}');
    });
    const { context, lines } = contextOf();
    expect(await call(base, context)).toMatchObject({ kind: 'answer', status: 201, json: { a: 1 } });
    expect(seen).toEqual(['corr-1', context.traceparent]);
    expect(lines).toEqual([expect.objectContaining({ endpoint: 'GET /things', status: 201, requestId: 'req-9' })]);
  });

  it('writes neither credentials nor the query to the log', async () => {
    const base = await serve((_request, response) => response.end('{}'));
    const { context, lines } = contextOf();
    await call(base, context);
    expect(lines).toHaveLength(1);
    expect(inspect(lines, { depth: 9 })).not.toMatch(/top-secret|2125550123/);
  });

  it.each([
    ['HTML', '<html>down</html>'],
    ['nothing', ''],
    ['half of a JSON document', '{"a": 1, "b'],
  ])('gives an undefined body for %s', async (_name, body) => {
    const base = await serve((_request, response) => response.end(body));
    expect(await call(base, contextOf().context)).toMatchObject({ kind: 'answer', text: body, json: undefined });
  });

  it('says refused when no connection was made', async () => {
    const base = await serve(() => undefined);
    const server = servers.pop();
    await new Promise((closed) => server?.close(closed));
    expect(await call(base, contextOf().context)).toMatchObject({ kind: 'failure', reason: 'refused' });
  });

  it('says dropped when the connection closes without an answer', async () => {
    const base = await serve((request) => request.socket.destroy());
    expect(await call(base, contextOf().context)).toMatchObject({ kind: 'failure', reason: 'dropped' });
  });

  it('says dropped when the connection closes amid the body', async () => {
    const base = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('{"a":', () => response.socket?.destroy());
    });
    expect(await call(base, contextOf().context)).toMatchObject({ kind: 'failure', reason: 'dropped' });
  });

  it('says timeout when the answer takes longer than allowed, in head or body', async () => {
    const silent = await serve(() => undefined);
    const stalling = await serve((_request, response) => void response.writeHead(200).write('{'));
    expect(await call(silent, contextOf().context, 50)).toMatchObject({ kind: 'failure', reason: 'timeout' });
    expect(await call(stalling, contextOf().context, 50)).toMatchObject({ kind: 'failure', reason: 'timeout' });
  });

  it('says aborted when the caller gives up', async () => {
    const caller = new AbortController();
    const base = await serve(() => caller.abort(new Error('cancelled')));
    expect(await call(base, contextOf(caller.signal).context)).toMatchObject({ kind: 'failure', reason: 'aborted' });
  });

  it('makes no request for a caller who gave up before', async () => {
    let requests = 0;
    const base = await serve((_request, response) => {
      requests += 1;
      response.end('{}');
    });
    const reply = await call(base, contextOf(AbortSignal.abort()).context);
    expect(reply).toMatchObject({ kind: 'failure', reason: 'refused' });
    expect(requests).toBe(0);
  });

  it('stops reading an answer larger than the limit', async () => {
    const base = await serve((_request, response) => {
      const chunk = Buffer.alloc(65_536, 'x');
      const write = () => {
        while (!response.destroyed && response.write(chunk));
      };
      response.on('drain', write).on('error', () => undefined);
      write();
    });
    expect(await call(base, contextOf().context)).toMatchObject({ kind: 'failure', reason: 'oversized' });
  });

  it('reads an answer of exactly the limit', async () => {
    const body = JSON.stringify('x'.repeat(maxAnswerBytes - 2));
    const base = await serve((_request, response) => response.end(body));
    const reply = await call(base, contextOf().context);
    expect(reply.kind === 'answer' && reply.text.length).toBe(maxAnswerBytes);
  });

  it('follows no redirect, which would take the key to another host', async () => {
    let visited = 0;
    const other = await serve((_request, response) => {
      visited += 1;
      response.end('{}');
    });
    const base = await serve((_request, response) => response.writeHead(307, { location: other }).end());
    expect(await call(base, contextOf().context)).toMatchObject({ kind: 'answer', status: 307 });
    expect(visited).toBe(0);
  });
});
