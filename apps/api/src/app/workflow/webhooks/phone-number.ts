import { parsePhoneNumberFromString } from 'libphonenumber-js';

/**
 * A number as a provider writes it (`+15551230000`, `15551230000`, `5551230000`) in E.164 form. What is no such number,
 * a short code or a client's name, stays as it is: it belongs to no team.
 */
export function e164(text: string): string {
  const trimmed = text.trim();
  for (const candidate of [parsePhoneNumberFromString(trimmed, 'US'), parsePhoneNumberFromString(`+${trimmed}`)]) {
    if (candidate?.isPossible() === true) return candidate.number;
  }
  return trimmed;
}
