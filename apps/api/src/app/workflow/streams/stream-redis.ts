import type { ScriptRunner } from '../state/script.js';

/** What reading a stream needs of a Redis client besides scripts. */
export interface StreamRedis extends ScriptRunner {
  call(command: string, ...args: (string | number)[]): Promise<unknown>;
}

/** A client that can open a connection of its own for reads that block. */
export interface StreamConnection extends StreamRedis {
  duplicate(): Pick<StreamRedis, 'call'> & {
    disconnect(): void;
    on(event: 'error', listener: (error: Error) => void): unknown;
  };
}
