import { parsePhoneNumberFromString } from 'libphonenumber-js';
import type { SendRequest } from '../../agents/send.js';
import { allow, block, type GateVerdict } from './gate-verdict.js';
import { fitsChannel } from './line-type.js';
import { isTimeZone, nextOpening } from './quiet-hours.js';
import { isAlwaysOpen, type SendingWindow } from './sending-window.js';
import type { TimeZoneLookup } from './time-zones.js';

/** What is known against contacting this person, and whether the line takes the channel. */
export function checkRecipient(request: SendRequest): GateVerdict {
  if (parsePhoneNumberFromString(request.to)?.number !== request.to) {
    return block('INVALID_NUMBER', 'The recipient is not a phone number in E.164 form.');
  }
  const { facts } = request;
  if (facts?.deceased === true) return block('DECEASED', 'The person is recorded as deceased.');
  if (facts?.litigator === true) return block('LITIGATOR', 'The person is recorded as a litigator.');
  if (facts?.dnc === true) return block('DO_NOT_CALL', 'The number is on a do-not-call list.');
  if (!fitsChannel(facts?.lineType, request.channel)) {
    return block('LINE_TYPE', `A line of type '${facts?.lineType ?? ''}' does not take ${request.channel}.`);
  }
  return allow;
}

/** Whether it is a lawful hour wherever the recipient may be; zones that the request names outweigh the lookup. */
export function checkHour(
  request: Pick<SendRequest, 'to' | 'timeZones'>,
  at: { readonly now: number; readonly window: SendingWindow; readonly timeZones: TimeZoneLookup },
): GateVerdict {
  if (isAlwaysOpen(at.window)) return allow;
  const named = request.timeZones ?? [];
  const zones = named.length > 0 ? named : at.timeZones.zonesOf(request.to);
  if (zones.length === 0 || !zones.every(isTimeZone)) {
    return block('UNKNOWN_TIME_ZONE', "The recipient's time zone is not known, so neither are their quiet hours.");
  }
  const opening = nextOpening(at.now, zones, at.window);
  if (opening === undefined) {
    return block('NO_SENDING_WINDOW', "The recipient's possible time zones have no sending hour in common.");
  }
  return opening === at.now ? allow : { kind: 'defer', reason: 'QUIET_HOURS', untilMs: opening };
}
