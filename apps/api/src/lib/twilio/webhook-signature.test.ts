import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isSignedByTwilio } from './webhook-signature.js';

const tokens = ['12345'];
const form = {
  CallSid: 'CA1234567890ABCDE',
  Caller: '+14158675309',
  Digits: '1234',
  From: '+14158675309',
  To: '+18005551212',
};
const signed = {
  url: 'https://mycompany.com/myapp.php?foo=1&bar=2',
  signature: 'RSOYDt4T1cUTdK1PDd93/VVr8B8=',
  body: { form },
};
const hash = '015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862';
const json = {
  url: `https://example.com/j?bodySHA256=${hash}`,
  signature: '6GDIxue6P6vEr2mLx8Gq5cr0sCg=',
  body: { raw: '{"a":1}' },
};

describe('isSignedByTwilio', () => {
  it('knows the answers of the document and of a second account of them', () => {
    const other = { ...form, Caller: '+14158675310', From: '+14158675310' };
    const url = 'https://example.com/myapp.php?foo=1&bar=2';
    expect(isSignedByTwilio(tokens, signed)).toBe(true);
    expect(isSignedByTwilio(tokens, { url, signature: 'L/OH5YylLD5NRKLltdqwSvS0BnU=', body: { form: other } })).toBe(
      true,
    );
    expect(isSignedByTwilio(tokens, json)).toBe(true);
  });

  it('takes the secondary token while tokens are rotated', () => {
    expect(isSignedByTwilio(['67890', '12345'], signed)).toBe(true);
  });

  it.each([
    ['another token', ['54321'], signed],
    ['no token', [], signed],
    ['an empty token', [''], { ...signed, signature: 'anything' }],
    ['another URL', tokens, { ...signed, url: 'https://mycompany.com/myapp.php?foo=1&bar=3' }],
    ['a relative URL', tokens, { ...signed, url: '/myapp.php' }],
    ['no signature', tokens, { ...signed, signature: '' }],
    ['another field', tokens, { ...signed, body: { form: { ...form, Digits: '1235' } } }],
    ['one more field', tokens, { ...signed, body: { form: { ...form, Extra: '' } } }],
    ['another body', tokens, { ...json, body: { raw: '{"a":2}' } }],
  ])('refuses %s', (_, given, request) => expect(isSignedByTwilio(given, request)).toBe(false));

  it('refuses a body whose hash is not in the signed URL', () => {
    // What the URL alone is signed as: a JSON body could be anything.
    const url = 'https://example.com/j';
    const signature = createHmac('sha1', '12345').update(url).digest('base64');
    expect(isSignedByTwilio(tokens, { url, signature, body: { form: {} } })).toBe(true);
    expect(isSignedByTwilio(tokens, { url, signature, body: { raw: '{"forged":true}' } })).toBe(false);
  });
});
