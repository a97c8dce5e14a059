import twilio from 'twilio';
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js';
import { describe, expect, test } from 'vitest';
import { signTwilio } from './signature.js';

const fieldsOf = (values: Record<string, string | string[]>) =>
  new Map(Object.entries(values).map(([name, value]) => [name, [value].flat()]));
const caller = (number: string) => ({
  CallSid: 'CA1234567890ABCDE',
  Caller: number,
  Digits: '1234',
  From: number,
  To: '+18005551212',
});

describe('form webhooks', () => {
  test.each([
    ['https://mycompany.com/myapp.php?foo=1&bar=2', '+14158675309', 'RSOYDt4T1cUTdK1PDd93/VVr8B8='],
    ['https://example.com/myapp.php?foo=1&bar=2', '+14158675310', 'L/OH5YylLD5NRKLltdqwSvS0BnU='],
  ])('gives the known answer for %s', (url, number, expected) => {
    expect(signTwilio('12345', url, fieldsOf(caller(number)))).toBe(expected);
  });

  test.each([
    ['no fields', {}],
    ['an empty value', { Body: '' }],
    ['letters outside ASCII', { Body: 'Grüße 👋', From: '+12125550123' }],
    ['a repeated name', { MediaUrl: ['https://b.example', 'https://a.example', 'https://b.example'] }],
    ['names that differ in case', { a: '1', B: '2', A: '3' }],
  ])('agrees with the twilio package on %s', (_what, values: Record<string, string | string[]>) => {
    const url = 'https://example.com:8443/hook?x=1';
    const ours = signTwilio('token', url, fieldsOf(values));
    expect(ours).toBe(getExpectedTwilioSignature('token', url, values));
    expect(twilio.validateRequest('token', ours, url, values)).toBe(true);
    expect(twilio.validateRequest('other', ours, url, values)).toBe(false);
  });
});
