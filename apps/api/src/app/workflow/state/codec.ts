import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { WorkflowError } from '@workflow/core';

/** A key of the ring: the newest encrypts, all decrypt. */
export interface EncryptionKey {
  /** Written before each value, so that it is found again after a rotation. */
  readonly id: string;
  /** 32 bytes. */
  readonly key: Buffer;
}

/**
 * Values at rest: JSON, and with a key ring AES-256-GCM bound to its team and run, so that a value copied into another
 * team's or run's state is refused.
 */
export class Codec {
  readonly #keys: readonly EncryptionKey[];

  constructor(keys: readonly EncryptionKey[] = []) {
    this.#keys = keys;
  }

  encode(value: unknown, owner: string): string {
    const json = JSON.stringify(value ?? null);
    const newest = this.#keys[0];
    if (newest === undefined) return json;
    const iv = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', newest.key, iv).setAAD(Buffer.from(owner));
    const sealed = Buffer.concat([iv, cipher.update(json, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return `~${newest.id}~${sealed.toString('base64')}`;
  }

  /** @throws WorkflowError INTERNAL when the value is not ours, its key is not in the ring, or it was tampered with */
  decode(stored: string, owner: string): unknown {
    if (!stored.startsWith('~')) return parse(stored, owner);
    const end = stored.indexOf('~', 1);
    const key = this.#keys.find(({ id }) => id === stored.slice(1, end));
    if (key === undefined) {
      throw new WorkflowError('INTERNAL', `The state of '${owner}' is encrypted with a key that is not configured.`);
    }
    const sealed = Buffer.from(stored.slice(end + 1), 'base64');
    try {
      const decipher = createDecipheriv('aes-256-gcm', key.key, sealed.subarray(0, 12), { authTagLength: 16 })
        .setAAD(Buffer.from(owner))
        .setAuthTag(sealed.subarray(-16));
      return parse(
        Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]).toString('utf8'),
        owner,
      );
    } catch (cause) {
      throw new WorkflowError('INTERNAL', `The state of '${owner}' could not be decrypted.`, { cause });
    }
  }
}

function parse(json: string, owner: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch (cause) {
    throw new WorkflowError('INTERNAL', `The state of '${owner}' holds a value that is not JSON.`, { cause });
  }
}

/** What a value of a run is bound to. */
export function runOwner(teamId: string, runId: string): string {
  return `${teamId}/${runId}`;
}
