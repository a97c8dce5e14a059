import { describe, expect, it } from 'vitest';
import type { RawDelivery } from '../raw-delivery.js';
import { isFromSignalHouse } from './signalhouse-signature.js';

const now = 1763600000000;
const body =
  '{"timestamp":1763600000000,"event":"MESSAGE_RECEIVED","identifier":"66f0c0ffee","metaData":{"Message":{"_id":"66f0c0ffee","direction":"INBOUND","senderPhoneNumber":"15559990000","recipientPhoneNumber":"15551230000","messageBody":"STOP"}}}';
const good = {
  'x-signalhouse-signature': '13a615977b894a92dc1539dba0180ae372df9ed9f640d87cf240bb1f9a19ffb3',
  'x-signalhouse-timestamp': String(now),
};
const secrets = { secrets: ['test-secret'], tokens: [] };

function delivery(headers: Record<string, string>, raw = body, path = '/api/webhooks/signalhouse'): RawDelivery {
  return { type: 'json', raw: Buffer.from(raw), path, header: (name) => headers[name] ?? '' };
}

describe('isFromSignalHouse', () => {
  it('knows the answer of the formula', () => expect(isFromSignalHouse(delivery(good), secrets, now)).toBe(true));

  it('takes either secret while they are rotated', () => {
    expect(isFromSignalHouse(delivery(good), { secrets: ['new', 'test-secret'], tokens: [] }, now)).toBe(true);
  });

  it.each([-300_000, 300_000])('takes a delivery %i ms off', (skew) => {
    expect(isFromSignalHouse(delivery(good), secrets, now + skew)).toBe(true);
  });

  it.each([
    ['one bit of the body', delivery(good, body.replace('STOP', 'STOQ'))],
    ['another timestamp', delivery({ ...good, 'x-signalhouse-timestamp': String(now + 1) })],
    ['no timestamp', delivery({ 'x-signalhouse-signature': good['x-signalhouse-signature'] })],
    ['upper case', delivery({ ...good, 'x-signalhouse-signature': good['x-signalhouse-signature'].toUpperCase() })],
    [
      'the prefixed form',
      delivery({ ...good, 'x-signalhouse-signature': `sha256=${good['x-signalhouse-signature']}` }),
    ],
    ['an empty body', delivery(good, '')],
    ['nothing', delivery({})],
  ])('refuses %s', (_, given) => expect(isFromSignalHouse(given, secrets, now)).toBe(false));

  it.each([-300_001, 300_001, 3_600_000])('refuses a replay %i ms off', (skew) => {
    expect(isFromSignalHouse(delivery(good), secrets, now + skew)).toBe(false);
  });

  it('refuses an empty secret', () => {
    expect(isFromSignalHouse(delivery(good), { secrets: [''], tokens: [''] }, now)).toBe(false);
  });

  describe('with a static token', () => {
    const tokens = { secrets: ['test-secret'], tokens: ['legacy'] };
    it.each([
      ['Bearer', delivery({ authorization: 'Bearer legacy' })],
      ['its header', delivery({ 'x-webhook-token': 'legacy' })],
      ['the query', delivery({}, body, '/api/webhooks/signalhouse?token=legacy')],
    ])('takes it from %s', (_, given) => expect(isFromSignalHouse(given, tokens, now)).toBe(true));
    it('takes none unless it is configured', () => {
      expect(isFromSignalHouse(delivery({ authorization: 'Bearer legacy' }), secrets, now)).toBe(false);
    });
    it('does not let a token make up for a bad signature', () => {
      const forged = delivery({ ...good, 'x-webhook-token': 'legacy' }, '{}');
      expect(isFromSignalHouse(forged, tokens, now)).toBe(false);
    });
  });
});
