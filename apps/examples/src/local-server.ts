import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a stand-in service of a case says to a request; `undefined` drops the connection without an answer. */
export type LocalAnswer = { readonly status: number; readonly body: unknown } | undefined;

/** A real HTTP server on a free port of this machine. */
export interface LocalServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Answers every request by `answer`, in JSON; `body` is the request's JSON, or undefined without one. */
export async function listen(
  answer: (request: IncomingMessage, body: unknown) => LocalAnswer | Promise<LocalAnswer>,
): Promise<LocalServer> {
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const text = Buffer.concat(parts).toString();
      void Promise.resolve(answer(request, text === '' ? undefined : JSON.parse(text))).then((given) => {
        if (given === undefined) return void request.socket.destroy();
        response.writeHead(given.status, { 'content-type': 'application/json' }).end(JSON.stringify(given.body));
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
