import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { ErrorBody, routeList, type Route } from '@workflow/contract';

export const testKey = 'key-of-the-test';

export interface SeenRequest {
  readonly method: string;
  /** Below `/api`, without its query. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

type Handler = (request: SeenRequest, response: ServerResponse) => void;

/**
 * An HTTP server that says what a test tells it to, and holds both sides to the contract: a request that the API would
 * refuse is refused, and an answer that the API could not give cannot be set up.
 */
export class ApiStandIn {
  readonly seen: SeenRequest[] = [];
  private readonly handlers = new Map<string, Handler>();

  private constructor(private readonly server: Server) {}

  static async start(): Promise<ApiStandIn> {
    const server = createServer();
    const standIn = new ApiStandIn(server);
    server.on('request', (request, response) => void standIn.handle(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return standIn;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/api`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** Answers `POST /runs/r1/cancel` with a JSON body; a function gives it anew for each request. */
  answer(call: string, status: number, body: object | (() => object)): void {
    this.respond(call, (_request, response) => {
      const value: object = typeof body === 'function' ? (body as () => object)() : body;
      const [method = '', path = ''] = call.split(' ');
      const answer = status < 400 ? routeOf(method, path)?.answers[status] : { schema: ErrorBody };
      if (answer === undefined || !('schema' in answer)) throw new Error(`${call} never answers ${status}.`);
      answer.schema.parse(value);
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    });
  }

  refuse(call: string, status: number, code: string, error: string, details?: object): void {
    const [, path = ''] = call.split(' ');
    this.answer(call, status, {
      error,
      code,
      details,
      correlationId: 'req_1',
      timestamp: '2026-11-20T10:00:00.000Z',
      path: `/api${path}`,
    });
  }

  /** Lets the test write the answer itself: a live stream, or something that is no answer at all. */
  respond(call: string, handler: Handler): void {
    this.handlers.set(call, handler);
  }

  /** Every request of one call, such as `POST /workflows`, in order. */
  calls(call: string): SeenRequest[] {
    return this.seen.filter(({ method, path }) => `${method} ${path}` === call);
  }

  private async handle(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(message.url ?? '', this.url);
    const parts: Buffer[] = [];
    for await (const part of message) parts.push(part as Buffer);
    const request: SeenRequest = {
      method: message.method ?? '',
      path: url.pathname.replace('/api', ''),
      query: Object.fromEntries(url.searchParams),
      headers: message.headers,
      text: Buffer.concat(parts).toString(),
    };
    this.seen.push(request);
    const problem = problemOf(request);
    const handler = this.handlers.get(`${request.method} ${request.path}`);
    if (problem === undefined && handler !== undefined) return handler(request, response);
    const [status, code, error] = problem ?? [404, 'NOT_FOUND', `There is no ${request.path}.`];
    const body = {
      error,
      code,
      correlationId: 'req_1',
      timestamp: '2026-11-20T10:00:00.000Z',
      path: `/api${request.path}`,
    };
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  }
}

function problemOf({ method, path, query, headers, text }: SeenRequest): [number, string, string] | undefined {
  const route = routeOf(method, path);
  if (headers['x-api-key'] !== testKey) return [401, 'UNAUTHORIZED', 'No valid API key came with the request.'];
  if (route === undefined) return [404, 'NOT_FOUND', `There is no ${method} ${path}.`];
  if (Object.keys(query).length > 0 && !route.query?.safeParse(query).success)
    return [422, 'INVALID_REQUEST', `bad query: ${JSON.stringify(query)}`];
  if (route.body?.kind !== 'json') return undefined;
  const parsed = route.body.schema.safeParse(JSON.parse(text));
  return parsed.success ? undefined : [422, 'INVALID_REQUEST', `bad body: ${text}`];
}

function routeOf(method: string, path: string): Route | undefined {
  const matches = (route: Route): boolean => new RegExp(`^${route.path.replaceAll(/:\w+/g, '[^/]+')}$`).test(path);
  return routeList.find((route) => route.method === method && matches(route));
}
