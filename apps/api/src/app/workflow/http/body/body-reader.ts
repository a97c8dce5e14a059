import { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import { yamlTypes, type JsonBody, type SourceBody, type SourceText } from '@workflow/contract';
import { WorkflowError } from '@workflow/core';
import { nativeRequest, type HttpRequest } from '../adapter.js';
import { HTTP_OPTIONS, type HttpOptions } from '../http-options.js';
import { BodyDoor, hasBody } from './body-door.js';
import { parseJson } from './parse-json.js';
import { readBody } from './read-body.js';

/** Gives the body of a request as its route wants it. */
@Injectable()
export class BodyReader {
  constructor(
    private readonly door: BodyDoor,
    @Inject(HTTP_OPTIONS) private readonly options: HttpOptions,
  ) {}

  /** JSON as a value, `{}` for an absent one; a definition as its text. @throws with the codes of bodies: 400, 413, 415 */
  async read(request: HttpRequest, body: JsonBody | SourceBody): Promise<unknown> {
    const native = nativeRequest(request);
    if (!hasBody(native)) return this.absent(body);
    const format = this.format(this.door.contentType(native), body);
    const text = await this.text(request, body.maxBytes);
    if (text.trim() === '') return this.absent(body);
    if (body.kind === 'json') return parseJson(text);
    if (format === 'json') parseJson(text);
    return { text, format } satisfies SourceText;
  }

  private absent({ kind }: JsonBody | SourceBody): object {
    if (kind === 'json') return {};
    throw new WorkflowError('BAD_REQUEST', 'The request has no body: send the definition as JSON or YAML.');
  }

  private format(contentType: string | undefined, { kind }: JsonBody | SourceBody): 'json' | 'yaml' {
    const [type = '', ...parameters] = (contentType ?? '')
      .toLowerCase()
      .split(';')
      .map((part) => part.trim());
    const charset = parameters
      .find((parameter) => parameter.startsWith('charset='))
      ?.slice(8)
      .replaceAll('"', '');
    const isText = charset === undefined || charset === 'utf-8' || charset === 'utf8' || charset === 'us-ascii';
    if (isText && type === 'application/json') return 'json';
    if (isText && kind === 'source' && (yamlTypes as readonly string[]).includes(type)) return 'yaml';
    const known = kind === 'source' ? ['application/json', ...yamlTypes] : ['application/json'];
    throw new WorkflowError('UNSUPPORTED_MEDIA_TYPE', `The body must be ${known.join(' or ')} in UTF-8.`, {
      details: { contentType: (contentType ?? '').slice(0, 100), supported: known },
    });
  }

  private async text(request: HttpRequest, maxBytes: number): Promise<string> {
    const native = nativeRequest(request);
    const { body } = request;
    if (body instanceof Readable || this.door.isClaimed(native) || !native.readableEnded) {
      const stream = body instanceof Readable ? body : native;
      return readBody(stream, native.headers, { maxBytes, timeoutMs: this.options.bodyTimeoutMs });
    }
    // A host that mounts us where the door does not see it has let its own parser read: take what that made.
    if (typeof body === 'string') return body;
    return Buffer.isBuffer(body) ? body.toString('utf8') : JSON.stringify(body ?? '');
  }
}
