import { randomBytes } from 'node:crypto';
import { WorkflowError } from '@workflow/core';
import { describe, expect, it } from 'vitest';
import { Codec, runOwner, type EncryptionKey } from './codec.js';

const owner = runOwner('team_123', 'wr_0-1');
const keyOf = (id: string): EncryptionKey => ({ id, key: randomBytes(32) });
const values = [{ a: [1, 'ü', null] }, 'text', '~not~sealed', 0, false, null, [], 'x'.repeat(100_000)];

describe('the codec without keys', () => {
  const codec = new Codec();

  it.each(values)('gives back %j, stored as JSON', (value) => {
    expect(codec.encode(value, owner)).toBe(JSON.stringify(value));
    expect(codec.decode(codec.encode(value, owner), owner)).toEqual(value);
  });

  it('stores what is not there as null', () => {
    expect(codec.encode(undefined, owner)).toBe('null');
  });

  it('refuses a value that is not JSON, and names the run', () => {
    expect(() => codec.decode('{', owner)).toThrow("The state of 'team_123/wr_0-1' holds a value that is not JSON.");
    expect(() => codec.decode('', owner)).toThrow(WorkflowError);
  });

  it('refuses a value that was encrypted, whose key is gone', () => {
    const sealed = new Codec([keyOf('k1')]).encode(1, owner);
    expect(() => codec.decode(sealed, owner)).toThrow('encrypted with a key that is not configured');
  });
});

describe('the codec with a key', () => {
  const key = keyOf('k1');
  const codec = new Codec([key]);

  it.each(values)('gives back %j, stored as nothing that can be read', (value) => {
    const stored = codec.encode(value, owner);
    expect(stored).toMatch(/^~k1~[A-Za-z0-9+/]+=*$/);
    expect(codec.decode(stored, owner)).toEqual(value);
  });

  it('never stores one value twice alike', () => {
    expect(codec.encode('a', owner)).not.toBe(codec.encode('a', owner));
  });

  it.each([runOwner('team_456', 'wr_0-1'), runOwner('team_123', 'wr_0-2')])('refuses a value moved to %s', (other) => {
    const stored = codec.encode({ secret: 1 }, owner);
    expect(() => codec.decode(stored, other)).toThrow(`The state of '${other}' could not be decrypted.`);
  });

  it('refuses a value of which any byte was changed', () => {
    const stored = codec.encode('secret', owner);
    const sealed = Buffer.from(stored.slice('~k1~'.length), 'base64');
    for (let at = 0; at < sealed.length; at += 1) {
      const tampered = Buffer.from(sealed);
      tampered.writeUInt8(tampered.readUInt8(at) ^ 1, at);
      expect(() => codec.decode(`~k1~${tampered.toString('base64')}`, owner)).toThrow('could not be decrypted');
    }
  });

  it('refuses a value that was cut short at any place', () => {
    const stored = codec.encode('secret', owner);
    for (let end = 1; end < stored.length - 3; end += 1) {
      expect(() => codec.decode(stored.slice(0, end), owner)).toThrow(WorkflowError);
    }
  });

  it('refuses a value under the name of the right key, sealed with another', () => {
    const stored = new Codec([keyOf('k1')]).encode(1, owner);
    expect(() => codec.decode(stored, owner)).toThrow('could not be decrypted');
  });

  it('reads what was stored before there was a key', () => {
    expect(codec.decode(new Codec().encode({ a: 1 }, owner), owner)).toEqual({ a: 1 });
  });

  it('keeps the cause for the log, and nothing of the value in the message', () => {
    const stored = codec.encode('secret', owner);
    const refusal = (): unknown => codec.decode(stored, 'other');
    expect(refusal).toThrow(expect.objectContaining({ code: 'INTERNAL', cause: expect.any(Error) }));
  });
});

describe('a rotation of keys', () => {
  const [first, second] = [keyOf('k1'), keyOf('k2')];

  it('encrypts with the newest and reads with every one', () => {
    const before = new Codec([first]).encode('old', owner);
    const rotated = new Codec([second, first]);
    expect(rotated.decode(before, owner)).toBe('old');
    expect(rotated.encode('new', owner)).toMatch(/^~k2~/);
  });

  it('refuses what a retired key has sealed', () => {
    const before = new Codec([first]).encode('old', owner);
    expect(() => new Codec([second]).decode(before, owner)).toThrow('a key that is not configured');
  });
});
