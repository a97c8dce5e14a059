import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Backstage } from '../backstage.js';
import { conduct, conductRead, give, type Answer, type Operation } from '../operation.js';
import { jsonBody, queryOf, summaryOf, type Fields } from '../wire.js';
import { Batches } from './batch.js';
import { tracerfyError } from './errors.js';
import { lookUp, readLookup } from './lookup.js';
import { jsonFields, multipartFields, readUpload } from './upload.js';

type WithId = FastifyRequest<{ Params: { id: string } }>;

/** Tracerfy's API under the given server's prefix; every path asks for the Bearer token. */
export function tracerfyRoutes(server: FastifyInstance, backstage: Backstage): void {
  const batches = new Batches(backstage);
  server.addHook('preHandler', (request, reply, done) => {
    // A download link is followed without credentials.
    if (request.method === 'GET' && request.url.includes('/download/')) done();
    else if (request.headers.authorization === `Bearer ${backstage.secrets.tracerfyToken}`) done();
    else give(reply, tracerfyError(401));
  });
  const lookup = (
    request: FastifyRequest,
    reply: FastifyReply,
    operation: Pick<Operation, 'attempted' | 'recipients' | 'perform'>,
  ) => {
    const fixed = { provider: 'tracerfy', kind: 'lookup', errorFor: tracerfyError } as const;
    return conduct(backstage, { ...fixed, summary: summaryOf(request), ...operation }, request, reply);
  };

  server.post('/trace/lookup/', (request, reply) => {
    const lead = readLookup(jsonBody(request));
    if ('status' in lead) return refused(lookup, request, reply, lead);
    return lookup(request, reply, {
      attempted: { to: lead.address },
      recipients: [lead.lastName, lead.address].filter((text) => text !== ''),
      perform: (fault) => lookUp(backstage, lead, fault),
    });
  });
  server.post('/trace/', async (request, reply) => {
    const fields = await uploadedFields(request);
    const upload = fields === undefined ? tracerfyError(400, 'The body cannot be read.') : readUpload(fields);
    if ('status' in upload) return refused(lookup, request, reply, upload);
    return lookup(request, reply, {
      attempted: { note: `${upload.rows.length} rows` },
      recipients: [],
      perform: (fault) => batches.start(upload, fault),
    });
  });

  const read = (path: string, answer: (request: WithId) => Answer) =>
    server.get(path, (request: WithId, reply) =>
      conductRead(backstage, 'tracerfy', tracerfyError, () => answer(request), reply),
    );
  read('/queues/', (request) => batches.list(queryOf(request)));
  read('/queue/:id', (request) => batches.poll(request.params.id));
  read('/queue/:id/', (request) => batches.poll(request.params.id));
  server.get('/download/:id.csv', (request: WithId, reply) => give(reply, batches.download(request.params.id)));
  read('/analytics/', () => batches.analytics());
}

function refused(
  lookup: (
    request: FastifyRequest,
    reply: FastifyReply,
    operation: Pick<Operation, 'attempted' | 'recipients' | 'perform'>,
  ) => Promise<unknown>,
  request: FastifyRequest,
  reply: FastifyReply,
  answer: Answer,
): Promise<unknown> {
  const effects = [{ accepted: false, note: 'bad request' }];
  return lookup(request, reply, { attempted: {}, recipients: [], perform: () => ({ answer, effects }) });
}

async function uploadedFields(request: FastifyRequest): Promise<Fields | undefined> {
  const contentType = request.headers['content-type'] ?? '';
  if (!contentType.startsWith('multipart/form-data')) {
    const body = jsonBody(request);
    return body === undefined ? undefined : jsonFields(body);
  }
  try {
    const raw = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    return await multipartFields(new Uint8Array(raw), contentType);
  } catch {
    return undefined;
  }
}
