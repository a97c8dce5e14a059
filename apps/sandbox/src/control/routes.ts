import type { FastifyInstance, FastifyReply } from 'fastify';
import { callbackUrlNames } from '../callback-urls.js';
import { NoCallbackUrlError, type InboundOptions } from '../inbound.js';
import { UnknownKnobError } from '../knob-board.js';
import { give } from '../operation.js';
import type { Sandbox } from '../sandbox.js';
import { jsonBody, type JsonRecord } from '../wire.js';
import { readInboundOptions, readInboundCalls, readInboundTexts } from './inbound-body.js';

/** What the control routes need of the sandbox. */
export type Controlled = Pick<Sandbox, 'ledger' | 'knobs' | 'inbound' | 'callbacks' | 'deliveries'>;

const notice = 'This is a sandbox. Nothing is sent.';

/**
 * Control of the sandbox for other processes, under `/_sandbox`. No login: it listens on loopback alone.
 * PUT knobs and PUT callbacks merge; DELETE puts back the state after the start.
 */
export function controlRoutes(server: FastifyInstance, controlled: Controlled): void {
  const { ledger, knobs, callbacks, inbound } = controlled;
  server.get('/', () => ({ sandbox: true, notice }));
  server.get('/ledger', () => ({
    entries: ledger.entries(),
    sends: ledger.sends().length,
    countByKey: ledger.countByKey(),
  }));
  server.delete('/ledger', () => {
    ledger.clear();
    return { cleared: true };
  });
  server.get('/deliveries', () => ({ deliveries: controlled.deliveries() }));
  server.get('/knobs', () => knobs.get());
  server.put('/knobs', (request, reply) => {
    const patch = jsonBody(request);
    if (patch === undefined) return refuse(reply, 'the body must be a JSON object');
    try {
      // The board checks every name and mode itself.
      knobs.set(patch);
    } catch (error) {
      if (error instanceof UnknownKnobError) return refuse(reply, error.message);
      throw error;
    }
    return knobs.get();
  });
  server.delete('/knobs', () => {
    knobs.reset();
    return knobs.get();
  });
  server.get('/callbacks', () => callbacks.get());
  server.put('/callbacks', (request, reply) => {
    const body = jsonBody(request) ?? {};
    const wrong = Object.keys(body).find((name) => !isCallbackName(name) || !isUrlOrNull(body[name]));
    if (wrong !== undefined) return refuse(reply, `${wrong} is no callback URL; known: ${callbackUrlNames.join(', ')}`);
    callbacks.set(body);
    return callbacks.get();
  });
  const inject = (path: string, send: (body: JsonRecord, options: InboundOptions) => Promise<unknown>) =>
    server.post(path, async (request, reply) => {
      const body = jsonBody(request);
      const options = readInboundOptions(body);
      if (body === undefined || typeof options === 'string') {
        return refuse(reply, typeof options === 'string' ? options : 'the body must be a JSON object');
      }
      try {
        return await send(body, options);
      } catch (error) {
        if (error instanceof NoCallbackUrlError || error instanceof TypeError) return refuse(reply, error.message);
        throw error;
      }
    });
  inject('/inbound/signalhouse', (body, options) => inbound.signalHouse(readInboundTexts(body), options));
  inject('/inbound/twilio-sms', (body, options) => inbound.twilioSms(readInboundTexts(body), options));
  inject('/inbound/twilio-call', (body, options) => inbound.twilioCall(readInboundCalls(body), options));
}

function refuse(reply: FastifyReply, message: string): FastifyReply {
  return give(reply, { status: 400, body: { sandbox: true, error: message } });
}

function isCallbackName(name: string): boolean {
  return (callbackUrlNames as readonly string[]).includes(name);
}

function isUrlOrNull(value: unknown): boolean {
  return value === null || (typeof value === 'string' && URL.canParse(value));
}
