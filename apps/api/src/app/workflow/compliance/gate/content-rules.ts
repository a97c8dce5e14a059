import type { SendRequest } from '../../agents/send.js';
import { allow, block, type GateVerdict } from './gate-verdict.js';
import { smsSegments } from './sms-segments.js';

/** Segments of the longest message that providers take as one. */
export const mostSegments = 10;
/** Characters that one spoken text may have at the provider. */
const mostSpoken = 4_096;

/** Refuses what nobody meant to send: nothing, or too much. */
export function checkContent(request: Pick<SendRequest, 'channel' | 'content'>): GateVerdict {
  if (request.content.trim() === '') return block('EMPTY_CONTENT', 'There is nothing to say: the content is empty.');
  switch (request.channel) {
    case 'sms': {
      const segments = smsSegments(request.content);
      if (segments <= mostSegments) return allow;
      return block('CONTENT_TOO_LONG', `The message takes ${segments} segments; ${mostSegments} are allowed.`);
    }
    case 'voice':
      if (request.content.length <= mostSpoken) return allow;
      return block('CONTENT_TOO_LONG', `The spoken text is longer than ${mostSpoken} characters.`);
    default:
      return request.channel satisfies never;
  }
}
