import type { FastifyInstance } from 'fastify';
import type { Backstage } from '../backstage.js';
import { fingerprint } from '../fingerprint.js';
import { conduct, give, type Answer, type Performed } from '../operation.js';
import { toE164 } from '../phone-number.js';
import { field, queryOf, summaryOf, type Fields } from '../wire.js';
import { trestleError } from './errors.js';
import { trestleSuffixes } from './modes.js';
import { phoneFacts, type PhoneFacts } from './phone-facts.js';
import { phoneIntel } from './phone-intel.js';
import { realContact1, realContact2 } from './real-contact.js';

type Show = (query: Fields, facts: PhoneFacts, isPartial: boolean) => Record<string, unknown>;

/** Trestle's phone and contact lookups under the given server's prefix. A missing or wrong `x-api-key` is a 403. */
export function trestleRoutes(server: FastifyInstance, backstage: Backstage): void {
  server.addHook('preHandler', (request, reply, done) => {
    if (request.headers['x-api-key'] === backstage.secrets.trestleApiKey) done();
    else give(reply, trestleError(403, 'Missing or invalid API key'));
  });
  const lookup = (path: string, show: Show, needed: string[]) =>
    server.get(path, (request, reply) => {
      const query = queryOf(request);
      const phone = field(query, 'phone') ?? '';
      const missing = needed.find((name) => (field(query, name) ?? '') === '');
      return conduct(
        backstage,
        {
          provider: 'trestle',
          kind: 'lookup',
          attempted: { to: phone },
          recipients: [phone],
          builtIn: trestleSuffixes,
          summary: summaryOf(request),
          errorFor: trestleError,
          perform: (fault): Performed => {
            const refusal =
              missing === undefined ? refusalOf(fault?.mode) : trestleError(400, `${missing} is required`);
            if (refusal !== undefined) {
              return { answer: refusal, effects: [{ to: phone, accepted: false, note: fault?.mode ?? 'bad request' }] };
            }
            const body = show(query, phoneFacts(backstage, phone, fault), fault?.mode === 'partial');
            const providerId = `Phone.${fingerprint(toE164(phone)).slice(0, 32)}`;
            return { answer: { status: 200, body }, effects: [{ to: phone, providerId, accepted: true }] };
          },
        },
        request,
        reply,
      );
    });
  lookup('/3.0/phone_intel', phoneIntel, ['phone']);
  lookup('/2.0/real_contact', realContact2, ['name', 'phone']);
  lookup('/1.1/real_contact', realContact1, ['name', 'phone']);
}

function refusalOf(mode: string | undefined): Answer | undefined {
  if (mode === 'wallet') return trestleError(403, 'Insufficient funds in wallet');
  if (mode === 'badKey') return trestleError(403, 'API key is not valid for this product');
  return undefined;
}
