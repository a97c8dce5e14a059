import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { stateError } from './state-error.js';

/** The one thing that a script needs of a Redis client. */
export interface ScriptRunner {
  evalsha(sha: string, keys: number, ...args: (string | number | Buffer)[]): Promise<unknown>;
  eval(script: string, keys: number, ...args: (string | number | Buffer)[]): Promise<unknown>;
}

/** A Lua script of ours: loaded from its file once, sent by its hash, sent whole when Redis does not know it. */
export class Script {
  readonly #text: string;
  readonly #sha: string;

  constructor(
    readonly name: string,
    text: string,
    /** Of a script that takes a list of keys after its own, those before the list. */
    readonly numberOfKeys: number,
    private readonly takesMore = false,
  ) {
    this.#text = text;
    this.#sha = createHash('sha1').update(text).digest('hex');
  }

  /** @throws STATE_FULL, UNAVAILABLE, or the client's error; a script that Redis refused has written nothing. */
  async run(redis: ScriptRunner, keys: readonly string[], args: readonly (string | number)[]): Promise<unknown> {
    if (keys.length < this.numberOfKeys || (!this.takesMore && keys.length > this.numberOfKeys)) {
      const least = this.takesMore ? 'at least ' : '';
      throw new RangeError(`${this.name} takes ${least}${this.numberOfKeys} keys, and was given ${keys.length}.`);
    }
    try {
      return await this.#send(redis, keys, args);
    } catch (error) {
      throw stateError(error);
    }
  }

  async #send(redis: ScriptRunner, keys: readonly string[], args: readonly (string | number)[]): Promise<unknown> {
    try {
      return await redis.evalsha(this.#sha, keys.length, ...keys, ...args);
    } catch (error) {
      // A restarted or flushed Redis has forgotten the script; nothing ran.
      if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
      return redis.eval(this.#text, keys.length, ...keys, ...args);
    }
  }
}

/**
 * Reads a script that lies beside its twin: `loadScript(new URL('./claim-step.lua', import.meta.url), 3)`. A line
 * `--@include name` stands for the text of `includes/name.lua` beside it. `takesMore`: a list of further keys may follow.
 */
export function loadScript(file: URL, numberOfKeys: number, takesMore = false): Script {
  const text = readFileSync(file, 'utf8').replaceAll(/^--@include ([a-z-]+)$/gm, (_, name: string) =>
    readFileSync(new URL(`./includes/${name}.lua`, file), 'utf8'),
  );
  return new Script(file.pathname.split('/').at(-1) ?? file.pathname, text, numberOfKeys, takesMore);
}
