import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Backstage } from '../backstage.js';
import type { Fault } from '../fault.js';
import { conduct, conductRead, give, type Answer, type Performed } from '../operation.js';
import { field, fieldsOf, queryOf, rawBody, summaryOf, type Fields } from '../wire.js';
import type { TwilioAccount } from './account.js';
import { apiVersion } from './api-version.js';
import { shownCall } from './call.js';
import { twilioError } from './errors.js';
import { listPage } from './list-page.js';
import { shownMessage } from './message.js';
import { twilioSuffixes } from './modes.js';
import { placeCall } from './place-call.js';
import { sendMessage } from './send-message.js';
import { updateCall, updateMessage } from './update.js';

type WithSid = FastifyRequest<{ Params: { sid: string } }>;

/** Twilio's REST API 2010-04-01, messages and calls, under the given server's prefix. */
export function twilioRoutes(server: FastifyInstance, backstage: Backstage, account: TwilioAccount): void {
  server.addHook('preHandler', (request, reply, done) => {
    const refusal = refusedLogin(backstage, request);
    if (refusal === undefined) done();
    else give(reply, refusal);
  });
  const root = `/${apiVersion}/Accounts/${account.sid}`;
  const read = (path: string, answer: (request: WithSid) => Answer) =>
    server.get(`${root}${path}`, (request: WithSid, reply) =>
      conductRead(
        backstage,
        'twilio',
        (status) => twilioError(status),
        () => answer(request),
        reply,
      ),
    );
  const create = (
    path: string,
    kind: 'sms' | 'call',
    perform: (form: Fields, fault: Fault<string> | undefined) => Performed,
  ) =>
    server.post(`${root}${path}`, (request, reply) => {
      const form = fieldsOf(rawBody(request));
      return conductCreate(backstage, { kind, form, perform: (fault) => perform(form, fault) }, request, reply);
    });

  create('/Messages.json', 'sms', (form, fault) => sendMessage(backstage, account, form, fault));
  create('/Calls.json', 'call', (form, fault) => placeCall(backstage, account, form, fault));
  read('/Messages/:sid.json', (request) => one(account.messages, request.params.sid, shownMessage));
  read('/Calls/:sid.json', (request) => one(account.calls, request.params.sid, shownCall));
  read('/Messages.json', (request) =>
    listPage(
      {
        name: 'messages',
        path: `${root}/Messages.json`,
        rows: account.messages,
        times: [{ name: 'DateSent', of: (message) => message.sentAt ?? message.createdAt }],
        show: shownMessage,
      },
      queryOf(request),
    ),
  );
  read('/Calls.json', (request) =>
    listPage(
      {
        name: 'calls',
        path: `${root}/Calls.json`,
        rows: account.calls,
        times: [
          { name: 'StartTime', of: (call) => call.startedAt ?? call.createdAt },
          { name: 'EndTime', of: (call) => call.endedAt },
        ],
        show: shownCall,
      },
      queryOf(request),
    ),
  );
  server.post(`${root}/Messages/:sid.json`, (request: WithSid, reply) =>
    give(reply, updateMessage(backstage, account, request.params.sid, fieldsOf(rawBody(request)))),
  );
  server.post(`${root}/Calls/:sid.json`, (request: WithSid, reply) =>
    give(reply, updateCall(backstage, account, request.params.sid, fieldsOf(rawBody(request)))),
  );
  server.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?')[0] ?? request.url;
    return give(
      reply,
      refusedLogin(backstage, request) ?? twilioError(404, 20404, `The requested resource ${path} was not found`),
    );
  });
}

function conductCreate(
  backstage: Backstage,
  operation: { kind: 'sms' | 'call'; form: Fields; perform: (fault: Fault<string> | undefined) => Performed },
  request: FastifyRequest,
  reply: FastifyReply,
) {
  const { kind, form, perform } = operation;
  const to = field(form, 'To');
  return conduct(
    backstage,
    {
      provider: 'twilio',
      kind,
      attempted: { to, from: field(form, 'From'), body: field(form, 'Body') ?? field(form, 'Twiml') },
      recipients: to === undefined ? [] : [to],
      builtIn: twilioSuffixes,
      summary: summaryOf(request),
      errorFor: (status) => twilioError(status),
      perform,
    },
    request,
    reply,
  );
}

function refusedLogin(backstage: Backstage, request: FastifyRequest): Answer | undefined {
  const { twilioAccountSid, twilioAuthToken } = backstage.secrets;
  const expected = Buffer.from(`${twilioAccountSid}:${twilioAuthToken}`).toString('base64');
  return request.headers.authorization === `Basic ${expected}` ? undefined : twilioError(401);
}

function one<R extends { sid: string }>(rows: readonly R[], sid: string, show: (row: R) => object): Answer {
  const row = rows.find((candidate) => candidate.sid === sid);
  return row === undefined
    ? twilioError(404, 20404, `The requested resource ${sid} was not found`)
    : { status: 200, body: show(row) };
}
