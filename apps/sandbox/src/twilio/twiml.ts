import type { Backstage } from '../backstage.js';
import { field, type Fields } from '../wire.js';
import { callFields, type CallRecord } from './call.js';
import { twilioParcel } from './webhook.js';

const furthest = 5;

/**
 * Fetches the call's TwiML and does what leads to another document: Redirect, and the action of a Gather when the
 * knob `gatherInput` holds what the called person presses or says. Verbs that speak or play take no time.
 * Every document is kept in the delivery log.
 */
export async function followTwiml(backstage: Backstage, call: CallRecord, form: Fields): Promise<void> {
  let url = field(form, 'Url');
  let document = field(form, 'Twiml') ?? '';
  let said: Record<string, string> = {};
  for (let hop = 0; hop < furthest; hop += 1) {
    if (url !== undefined) {
      const values = { ...callFields(call), AnsweredBy: call.answeredBy, ...said };
      const delivery = await backstage.courier.deliver(twilioParcel(backstage, url, 'twiml', values));
      document = delivery.attempts.at(-1)?.answer ?? '';
    }
    const next = nextDocument(document, backstage.knobs.of('twilio').gatherInput);
    if (next === undefined) return;
    said = next.said;
    const base: string | undefined = url;
    url = URL.canParse(next.url, base) ? new URL(next.url, base).href : undefined;
    if (url === undefined) return;
  }
}

function nextDocument(twiml: string, input: string): { url: string; said: Record<string, string> } | undefined {
  const gather = /<Gather\b[^>]*\baction="([^"]+)"/.exec(twiml)?.[1];
  if (gather !== undefined && input !== '') {
    const said: Record<string, string> = /^[\d*#]+$/.test(input)
      ? { Digits: input }
      : { SpeechResult: input, Confidence: '0.9' };
    return { url: unescaped(gather), said };
  }
  const redirect = /<Redirect\b[^>]*>([^<]+)<\/Redirect>/.exec(twiml)?.[1];
  return redirect === undefined ? undefined : { url: unescaped(redirect.trim()), said: {} };
}

function unescaped(text: string): string {
  return text.replaceAll('&amp;', '&');
}
