import { isAlwaysOpen, type SendingWindow } from './sending-window.js';

/** Every offset in use is a multiple of this, so whole local hours fall on these steps of UTC. */
const quarterHourMs = 15 * 60 * 1000;
/** Zones whose windows do not meet within a week never meet. */
const searchedMs = 7 * 24 * 60 * 60 * 1000;

const hourFormats = new Map<string, Intl.DateTimeFormat>();

/**
 * When a send may begin: `now`, or the next moment at which the window is open in every one of `zones`; undefined when
 * there is none within a week.
 *
 * @param now milliseconds since 1970
 * @param zones IANA names, at least one
 * @throws RangeError for a name that is not a time zone
 */
export function nextOpening(now: number, zones: readonly string[], window: SendingWindow): number | undefined {
  if (isAlwaysOpen(window)) return now;
  let at = now;
  while (!zones.every((zone) => isOpenIn(zone, at, window))) {
    at = (Math.floor(at / quarterHourMs) + 1) * quarterHourMs;
    if (at - now > searchedMs) return undefined;
  }
  return at;
}

/** True when `name` is a time zone that this runtime knows. */
export function isTimeZone(name: string): boolean {
  try {
    hourFormat(name);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function isOpenIn(zone: string, at: number, window: SendingWindow): boolean {
  const hour = Number(hourFormat(zone).format(at));
  return hour >= window.fromHour && hour < window.toHour;
}

function hourFormat(zone: string): Intl.DateTimeFormat {
  const known = hourFormats.get(zone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-US', { timeZone: zone, hour: 'numeric', hourCycle: 'h23' });
  hourFormats.set(zone, made);
  return made;
}
