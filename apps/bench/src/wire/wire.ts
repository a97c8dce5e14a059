import { createHash } from 'node:crypto';
import { Redis, type Command } from 'ioredis';
import type { Ledger } from './ledger.js';
import { engineScripts } from './engine-scripts.js';

/** The two methods through which everything goes, as functions that are told their connection. */
interface Patched {
  sendCommand: (this: Redis, ...call: Parameters<Redis['sendCommand']>) => unknown;
  defineCommand: (this: Redis, ...call: Parameters<Redis['defineCommand']>) => void;
}

/**
 * Listens on every ioredis connection of this process: the engine makes its own, and they are not to be had from
 * outside. A connection belongs to whoever was booting when it sent its first command.
 */
export class Wire {
  readonly #owners = new WeakMap<Redis, Ledger | null>();
  readonly #scripts = engineScripts();
  #booting: Ledger | null = null;

  private constructor() {}

  /** Patches ioredis; once a process. */
  static install(): Wire {
    const wire = new Wire();
    const ioredis: Patched = Redis.prototype;
    const { sendCommand, defineCommand } = ioredis;
    ioredis.sendCommand = function send(command, stream) {
      wire.#note(this, command);
      return sendCommand.call(this, command, stream);
    };
    ioredis.defineCommand = function define(name, definition) {
      wire.#scripts.set(sha1(definition.lua), name.split(':')[0] ?? name);
      return defineCommand.call(this, name, definition);
    };
    return wire;
  }

  /** Connections that first speak while `boot` runs are the ledger's. One boot at a time. */
  async owning<T>(ledger: Ledger, boot: () => Promise<T>): Promise<T> {
    this.#booting = ledger;
    try {
      return await boot();
    } finally {
      this.#booting = null;
    }
  }

  #note(connection: Redis, command: Command): void {
    let owner = this.#owners.get(connection);
    if (owner === undefined) {
      owner = this.#booting;
      this.#owners.set(connection, owner);
    }
    owner?.note(connection, this.#nameOf(command), () => command.promise);
  }

  #nameOf({ name, args }: Command): string {
    const command = name.toLowerCase();
    if (command === 'evalsha') return this.#scripts.get(String(args[0])) ?? `script ${String(args[0]).slice(0, 8)}`;
    if (command === 'eval') return `load ${this.#scripts.get(sha1(String(args[0]))) ?? 'script'}`;
    return command;
  }
}

function sha1(text: string): string {
  return createHash('sha1').update(text).digest('hex');
}
