import { parsePhoneNumberFromString } from 'libphonenumber-js';

/** Where the recipient may be. A host that knows better (area codes, the lead's address) puts its own in place. */
export interface TimeZoneLookup {
  /** IANA names of every zone that the holder of an E.164 number may be in; empty when nobody can tell. */
  zonesOf(number: string): readonly string[];
}

/** The zones of the continental United States, east to west. */
const continental = [
  'America/New_York',
  'America/Chicago',
  'America/Denver',
  'America/Phoenix',
  'America/Los_Angeles',
] as const;

/**
 * The intersection rule: a number of the North American plan (+1) may be anywhere from New York to Los Angeles, since
 * mobile numbers move with their holders, so a send must suit all of it. Of other countries nothing is known.
 */
export class ContinentalTimeZones implements TimeZoneLookup {
  zonesOf(number: string): readonly string[] {
    return parsePhoneNumberFromString(number)?.countryCallingCode === '1' ? continental : [];
  }
}
