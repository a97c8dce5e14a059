import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import { WorkflowError } from '@workflow/core';

export interface ReadLimits {
  readonly maxBytes: number;
  readonly timeoutMs: number;
}

/**
 * Reads a body whole, as UTF-8. What comes after a refusal is let run dry, so that the client can read the answer.
 * @throws PAYLOAD_TOO_LARGE, UNSUPPORTED_MEDIA_TYPE for a compressed body, BAD_REQUEST when it breaks off or is no UTF-8
 */
export async function readBody(stream: Readable, headers: IncomingHttpHeaders, limits: ReadLimits): Promise<string> {
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') {
    stream.resume();
    throw new WorkflowError(
      'UNSUPPORTED_MEDIA_TYPE',
      'A compressed body is not read: send it without content-encoding.',
    );
  }
  if (Number(headers['content-length'] ?? 0) > limits.maxBytes) {
    stream.resume();
    throw tooLarge(limits.maxBytes);
  }
  const bytes = await collect(stream, limits);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new WorkflowError('BAD_REQUEST', 'The body is not valid UTF-8.', { cause });
  }
}

function collect(stream: Readable, { maxBytes, timeoutMs }: ReadLimits): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const settle = (finish: () => void) => {
      clearTimeout(timer);
      stream.off('data', take).off('end', end).off('close', broken).off('error', broken);
      // A late error of a stream that nobody reads any more must not end the process.
      stream.on('error', () => undefined);
      finish();
    };
    const refuse = (error: WorkflowError) =>
      settle(() => {
        stream.resume();
        reject(error);
      });
    const take = (chunk: Buffer) => {
      length += chunk.length;
      chunks.push(chunk);
      if (length > maxBytes) refuse(tooLarge(maxBytes));
    };
    const end = () => settle(() => resolve(Buffer.concat(chunks, length)));
    const broken = () => refuse(new WorkflowError('BAD_REQUEST', 'The body broke off.'));
    const timer = setTimeout(
      () => refuse(new WorkflowError('BAD_REQUEST', `The body did not come whole within ${timeoutMs} ms.`)),
      timeoutMs,
    );
    stream.on('data', take).on('end', end).on('close', broken).on('error', broken);
  });
}

function tooLarge(maxBytes: number): WorkflowError {
  return new WorkflowError('PAYLOAD_TOO_LARGE', `The body is larger than ${maxBytes} bytes.`, {
    details: { maxBytes },
  });
}
