import type { Redis } from 'ioredis';

/** What one contender has sent, by name of command or script, and moved over its sockets. */
export interface Reading {
  readonly commands: ReadonlyMap<string, number>;
  readonly bytes: number;
}

/** Keeps count for the connections of one contender. */
export class Ledger {
  readonly #commands = new Map<string, number>();
  readonly #connections = new Set<Redis>();
  #observer: ((name: string, reply: Promise<unknown>) => void) | undefined;

  /** One command; `reply` settles with its answer. */
  note(connection: Redis, name: string, reply: () => Promise<unknown>): void {
    this.#connections.add(connection);
    this.#commands.set(name, (this.#commands.get(name) ?? 0) + 1);
    this.#observer?.(name, reply());
  }

  /** Hears of every command until `undefined` is set: costs time, so only where time is not compared. */
  observe(observer: ((name: string, reply: Promise<unknown>) => void) | undefined): void {
    this.#observer = observer;
  }

  read(): Reading {
    let bytes = 0;
    for (const { stream } of this.#connections) bytes += (stream?.bytesRead ?? 0) + (stream?.bytesWritten ?? 0);
    return { commands: new Map(this.#commands), bytes };
  }
}

/** What came between two readings. */
export function between(before: Reading, after: Reading): Reading {
  const commands = new Map<string, number>();
  for (const [name, count] of after.commands) {
    const more = count - (before.commands.get(name) ?? 0);
    if (more > 0) commands.set(name, more);
  }
  return { commands, bytes: after.bytes - before.bytes };
}
