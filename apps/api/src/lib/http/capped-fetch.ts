import { TransportFailure } from './transport-failure.js';

/** Bytes of an answer that are read at most: 1 MiB, some hundred times a provider's usual answer. */
export const maxAnswerBytes = 1_048_576;

/**
 * `fetch` that follows no redirect (a redirect would carry the credentials to another host) and whose body fails with
 * TransportFailure `oversized` beyond `limit` bytes.
 */
export async function cappedFetch(
  input: string | URL | Request,
  init?: RequestInit,
  limit: number = maxAnswerBytes,
): Promise<Response> {
  const response = await fetch(input, { ...init, redirect: 'manual' });
  if (response.body === null) return response;
  let bytes = 0;
  const counted = response.body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        bytes += chunk.byteLength;
        if (bytes > limit) controller.error(new TransportFailure('oversized'));
        else controller.enqueue(chunk);
      },
    }),
  );
  return new Response(counted, {
    status: response.status,
    statusText: response.statusText,
    headers: response.headers,
  });
}
