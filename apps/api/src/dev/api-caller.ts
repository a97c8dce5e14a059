import { createParser } from 'eventsource-parser';

/** Calls the API as any other client would: over HTTP, with a key. */
export class ApiCaller {
  constructor(
    readonly url: string,
    private readonly apiKey: string,
  ) {}

  /** @throws Error with the API's own words for an answer that is not 2xx */
  async call<T>(path: string, body?: unknown): Promise<T> {
    const json = body === undefined ? undefined : { type: 'application/json', text: JSON.stringify(body) };
    return this.#read(path, await this.#fetch(path, json));
  }

  /** Publishes a definition in YAML. @throws Error as `call` */
  async publish(yaml: string): Promise<{ id: string; version: number; checksum: string }> {
    return this.#read('/workflows', await this.#fetch('/workflows', { type: 'application/yaml', text: yaml }));
  }

  async #read<T>(path: string, response: Response): Promise<T> {
    const answer = (await response.json()) as T & { error?: string; code?: string };
    if (!response.ok) throw new Error(`${path}: ${response.status} ${answer.code ?? ''} ${answer.error ?? ''}`);
    return answer;
  }

  /** The events of a run as they happen, until the API ends the stream. */
  async *events<T>(path: string): AsyncGenerator<T, void, undefined> {
    const response = await this.#fetch(path);
    if (response.body === null) return;
    const ready: T[] = [];
    const parser = createParser({ onEvent: ({ data }) => ready.push(JSON.parse(data) as T) });
    const decoder = new TextDecoder();
    for await (const chunk of response.body) {
      parser.feed(decoder.decode(chunk as Uint8Array, { stream: true }));
      yield* ready.splice(0);
    }
  }

  #fetch(path: string, body?: { readonly type: string; readonly text: string }): Promise<Response> {
    const headers = { 'x-api-key': this.apiKey, ...(body === undefined ? {} : { 'content-type': body.type }) };
    return fetch(`${this.url}${path}`, body === undefined ? { headers } : { method: 'POST', headers, body: body.text });
  }
}
