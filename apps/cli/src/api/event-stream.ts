import { TimelineEvent } from '@workflow/contract';
import { EventSourceParserStream } from 'eventsource-parser/stream';
import { checked } from './answer.js';

/** Characters of one event; a step's output is 1 MiB at most. */
const maxEventSize = 16 * 1024 * 1024;

/** What a stream says beside its events. */
export interface StreamNotes {
  /** The server's wish for the pause before a reconnection. */
  onPause(ms: number): void;
  /** Something came, be it a heartbeat. */
  onLife(): void;
}

/**
 * Reads the timeline events of one connection until the server closes it.
 * @throws CliFailure for an event that is not of the contract; whatever the connection throws when it breaks
 */
export async function* readEvents(
  body: ReadableStream<Uint8Array> | null,
  notes: StreamNotes,
): AsyncGenerator<TimelineEvent> {
  // 204: the run has ended, and everything of it was seen.
  if (body === null) return;
  const life = new TransformStream<string, string>({
    transform(chunk, controller) {
      notes.onLife();
      controller.enqueue(chunk);
    },
  });
  const messages = body
    .pipeThrough(new TextDecoderStream())
    .pipeThrough(life)
    .pipeThrough(new EventSourceParserStream({ maxBufferSize: maxEventSize, onRetry: (ms) => notes.onPause(ms) }));
  for await (const message of messages)
    yield checked(TimelineEvent, jsonOf(message.data), 'An event of the live stream');
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
