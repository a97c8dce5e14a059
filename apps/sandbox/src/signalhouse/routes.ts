import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Backstage } from '../backstage.js';
import { conduct, conductRead, give, type Answer } from '../operation.js';
import { jsonBody, queryOf, summaryOf } from '../wire.js';
import type { SignalHouseAccount } from './account.js';
import { signalHouseError } from './errors.js';
import { deliveryReport, findDnc, findMessages, findNotifications } from './find-messages.js';
import { signalHouseSuffixes } from './modes.js';
import { readSmsRequest, sendSms } from './send-sms.js';
import { changeEndpoint, createEndpoint, deleteEndpoint, listEndpoints } from './webhook-endpoints.js';

type WithId = FastifyRequest<{ Params: { id: string } }>;

/** SignalHouse v2 under the given server's prefix; every path asks for the Bearer key. */
export function signalHouseRoutes(server: FastifyInstance, backstage: Backstage, account: SignalHouseAccount): void {
  server.addHook('preHandler', (request, reply, done) => {
    if (request.headers.authorization === `Bearer ${backstage.secrets.signalHouseApiKey}`) done();
    else give(reply, signalHouseError(401));
  });
  server.post('/message/sms', (request, reply) => postSms(backstage, account, request, reply));

  const read = (path: string, answer: (request: FastifyRequest) => Answer) =>
    server.get(path, (request, reply) =>
      conductRead(backstage, 'signalHouse', signalHouseError, () => answer(request), reply),
    );
  read('/message', (request) => findMessages(account, queryOf(request)));
  read('/message/dnc', (request) => findDnc(account, queryOf(request)));
  read('/notification', (request) => findNotifications(account, queryOf(request)));
  read('/webhook', () => listEndpoints(account));
  server.post('/message/delivery-report', (request, reply) =>
    conductRead(backstage, 'signalHouse', signalHouseError, () => deliveryReport(account, jsonBody(request)), reply),
  );
  server.post('/webhook', (request, reply) => give(reply, createEndpoint(account, jsonBody(request))));
  server.put('/webhook/:id', (request: WithId, reply) =>
    give(reply, changeEndpoint(account, request.params.id, jsonBody(request))),
  );
  server.delete('/webhook/:id', (request: WithId, reply) => give(reply, deleteEndpoint(account, request.params.id)));
}

function postSms(backstage: Backstage, account: SignalHouseAccount, request: FastifyRequest, reply: FastifyReply) {
  const sms = readSmsRequest(jsonBody(request));
  const key = request.headers['idempotency-key'];
  const replays = backstage.knobs.of('signalHouse').replayIdempotencyKeys && typeof key === 'string';
  const known = replays ? account.replies.get(key) : undefined;
  if (known !== undefined) return give(reply, known);
  const isRefused = 'status' in sms;
  return conduct(
    backstage,
    {
      provider: 'signalHouse',
      kind: 'sms',
      attempted: isRefused
        ? {}
        : { to: sms.recipientPhoneNumber.join(','), from: sms.senderPhoneNumber, body: sms.messageBody },
      recipients: isRefused ? [] : sms.recipientPhoneNumber,
      builtIn: signalHouseSuffixes,
      summary: summaryOf(request),
      errorFor: signalHouseError,
      perform: (fault) => {
        if (isRefused) return { answer: sms, effects: [{ accepted: false, note: 'bad request' }] };
        const performed = sendSms(backstage, account, sms, fault);
        if (replays) account.replies.set(key, performed.answer);
        return performed;
      },
    },
    request,
    reply,
  );
}
