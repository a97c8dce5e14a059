import { describe, expect, it } from 'vitest';
import { readForm, readJson, UnusableBody } from './delivery-body.js';
import { e164 } from './phone-number.js';

describe('readJson', () => {
  it('reads an object', () => expect(readJson(Buffer.from('{"a":[1]}'))).toEqual({ a: [1] }));

  it.each([
    [400, ''],
    [400, '{'],
    [400, '{"a":"\xff'],
    [422, '[]'],
    [422, 'null'],
    [422, '"text"'],
    [400, '{"__proto__":{"polluted":true}}'],
    [400, '{"a":[{"constructor":{"prototype":{}}}]}'],
    [400, `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
  ])('refuses with %i', (status, text) => {
    expect(() => readJson(Buffer.from(text, 'latin1'))).toThrow(expect.objectContaining({ status }) as UnusableBody);
  });
});

describe('readForm', () => {
  it('keeps names as they are, and every value of a name', () => {
    expect({ ...readForm(Buffer.from('a[b]=c&x=1&x=2&x=3&e=')) }).toEqual({ 'a[b]': 'c', x: ['1', '2', '3'], e: '' });
    readForm(Buffer.from('__proto__=1&constructor=2&toString=3'));
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(readForm(Buffer.from('toString=3'))['toString']).toBe('3');
  });
});

describe('e164', () => {
  it.each([
    ['15551230000', '+15551230000'],
    ['5551230000', '+15551230000'],
    ['+15551230000', '+15551230000'],
    [' 15551230000 ', '+15551230000'],
    ['4915112345678', '+4915112345678'],
    ['client:alice', 'client:alice'],
    ['12345', '12345'],
    ['', ''],
  ])('reads %j', (text, number) => expect(e164(text)).toBe(number));
});
