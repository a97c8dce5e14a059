import { expect, test } from 'vitest';
import { signSignalHouse } from './signature.js';

const body =
  '{"timestamp":1763600000000,"event":"MESSAGE_RECEIVED","identifier":"66f0c0ffee","metaData":{"Message":{"_id":"66f0c0ffee","direction":"INBOUND","senderPhoneNumber":"15559990000","recipientPhoneNumber":"15551230000","messageBody":"STOP"}}}';

test('signs timestamp, dot and raw body as the known answer says', () => {
  expect(signSignalHouse('test-secret', '1763600000000', body)).toBe(
    '13a615977b894a92dc1539dba0180ae372df9ed9f640d87cf240bb1f9a19ffb3',
  );
});

test.each([
  ['secret', 'other-secret', '1763600000000', body],
  ['timestamp', 'test-secret', '1763600000001', body],
  ['body', 'test-secret', '1763600000000', `${body} `],
])('another %s gives another signature', (_what, secret, timestamp, raw) => {
  expect(signSignalHouse(secret, timestamp, raw)).not.toBe(
    '13a615977b894a92dc1539dba0180ae372df9ed9f640d87cf240bb1f9a19ffb3',
  );
});
