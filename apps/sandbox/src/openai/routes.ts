import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Backstage } from '../backstage.js';
import type { Fault } from '../fault.js';
import { conduct, conductRead, give, type Answer, type Performed } from '../operation.js';
import { jsonBody, summaryOf, type JsonRecord } from '../wire.js';
import { readChatRequest, shownChatCompletion } from './chat-completion.js';
import { openAiError, quotaError } from './errors.js';
import { generate, type Generation, type GenerationRequest } from './generate.js';
import { openAiModes, type OpenAiMode } from './modes.js';
import { readResponseRequest, shownResponse } from './response.js';
import { UnsupportedSchemaError } from './schema-answer.js';

interface Api {
  read: (body: JsonRecord) => GenerationRequest;
  show: (body: JsonRecord, request: GenerationRequest, made: Generation) => JsonRecord;
  /** Field that must hold the prompt. */
  needs: 'input' | 'messages';
  canFail: boolean;
}

const models = ['gpt-5.6-sol', 'gpt-5.5', 'gpt-5.4', 'gpt-5.4-mini', 'gpt-5.4-nano', 'gpt-4.1', 'gpt-4o'];

/** OpenAI's Responses, chat completions and models under the given server's prefix, which ends in /v1. */
export function openAiRoutes(server: FastifyInstance, backstage: Backstage): void {
  server.addHook('onRequest', (_request, reply, done) => {
    void reply.header('x-request-id', `req_sandbox_${randomUUID().replaceAll('-', '')}`);
    done();
  });
  server.addHook('preHandler', (request, reply, done) => {
    if (request.headers.authorization === `Bearer ${backstage.secrets.openaiApiKey}`) done();
    else give(reply, openAiError(401));
  });
  const post = (path: string, api: Api) =>
    server.post(path, (request, reply) => postGeneration(backstage, api, request, reply));
  post('/responses', {
    read: readResponseRequest,
    show: (body, request, made) => shownResponse(body, request, made, backstage.clock()),
    needs: 'input',
    canFail: true,
  });
  post('/chat/completions', {
    read: readChatRequest,
    show: (_body, request, made) => shownChatCompletion(request, made, backstage.clock()),
    needs: 'messages',
    canFail: false,
  });
  server.get('/models', (_request, reply) =>
    conductRead(backstage, 'openai', openAiError, () => ({ status: 200, body: modelList() }), reply),
  );
}

function postGeneration(backstage: Backstage, api: Api, request: FastifyRequest, reply: FastifyReply) {
  const body = jsonBody(request) ?? {};
  const generation = api.read(body);
  const refusal = refusalOf(api, body, generation);
  return conduct(
    backstage,
    {
      provider: 'openai',
      kind: 'generation',
      attempted: { to: generation.model },
      recipients: [generation.model],
      summary: summaryOf(request),
      errorFor: openAiError,
      perform: (fault) => {
        if (refusal !== undefined) return notDone(refusal, generation, 'bad request');
        return perform(backstage, api, body, generation, fault);
      },
    },
    request,
    reply,
  );
}

function perform(
  backstage: Backstage,
  api: Api,
  body: JsonRecord,
  generation: GenerationRequest,
  fault: Fault<string> | undefined,
): Performed {
  const mode = openAiModes.find((candidate) => candidate === fault?.mode);
  const refusal = mode === undefined ? undefined : refusalFor(mode, api);
  if (refusal !== undefined) return notDone(refusal, generation, mode);
  try {
    const made = generate(backstage, generation, mode);
    const shown = api.show(body, generation, made);
    const effect = { to: generation.model, body: made.text, providerId: String(shown['id']), accepted: true };
    return { answer: { status: 200, body: shown, headers: rateHeaders }, effects: [effect] };
  } catch (error) {
    if (!(error instanceof UnsupportedSchemaError)) throw error;
    return notDone(openAiError(400, { message: `Invalid schema: ${error.message}` }), generation, 'bad schema');
  }
}

const rateHeaders = {
  'x-ratelimit-limit-requests': '500',
  'x-ratelimit-remaining-requests': '499',
  'x-ratelimit-reset-requests': '120ms',
  'x-ratelimit-limit-tokens': '200000',
  'x-ratelimit-remaining-tokens': '199000',
  'x-ratelimit-reset-tokens': '300ms',
};

function notDone(answer: Answer, generation: GenerationRequest, note: string | undefined): Performed {
  return { answer, effects: [{ to: generation.model, accepted: false, note }] };
}

function refusalFor(mode: OpenAiMode, api: Api): Answer | undefined {
  switch (mode) {
    case 'insufficientQuota':
      return quotaError();
    case 'rateLimited':
      return openAiError(429);
    case 'overloaded':
      return openAiError(503);
    case 'failed':
      return api.canFail ? undefined : openAiError(500);
    default:
      return undefined;
  }
}

function refusalOf(api: Api, body: JsonRecord, generation: GenerationRequest): Answer | undefined {
  if (generation.model === '') return openAiError(400, { message: 'you must provide a model parameter' });
  const isMissing = body[api.needs] === undefined || generation.prompt === '';
  if (!isMissing) return undefined;
  return openAiError(400, { message: `Missing required parameter: '${api.needs}'.`, param: api.needs });
}

function modelList(): JsonRecord {
  return {
    object: 'list',
    data: models.map((id) => ({ id, object: 'model', created: 1_767_225_600, owned_by: 'sandbox' })),
  };
}
