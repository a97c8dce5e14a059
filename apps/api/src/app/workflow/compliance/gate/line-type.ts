import type { SendRequest } from '../../agents/send.js';

/**
 * Lines that a channel cannot or must not use, as "phone intelligence" providers name them: a text does not reach a
 * landline, a voicemail box or a premium or toll-free service; a call to a premium line costs, and a voicemail-only
 * line has nobody to answer. A type that is not named here (a mobile, a VoIP line, one never heard of) fits.
 */
const unfit = {
  sms: new Set(['landline', 'voicemail', 'premium', 'tollfree', 'pager']),
  voice: new Set(['voicemail', 'premium', 'pager']),
} as const satisfies Record<SendRequest['channel'], ReadonlySet<string>>;

/** Whether a line of this type takes the channel; a type that is not known does. */
export function fitsChannel(lineType: string | undefined, channel: SendRequest['channel']): boolean {
  if (lineType === undefined) return true;
  const unfitTypes: ReadonlySet<string> = unfit[channel];
  return !unfitTypes.has(lineType.toLowerCase().replaceAll(/[^a-z]/g, ''));
}
