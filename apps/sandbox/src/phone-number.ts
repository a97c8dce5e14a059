/** Only the digits: `+1 (212) 555-0123` becomes `12125550123`. */
export function digitsOf(phone: string): string {
  return phone.replace(/\D/g, '');
}

/** One spelling for a phone number whichever way it was asked for: ten digits are taken as North American. */
export function toE164(phone: string): string {
  const digits = digitsOf(phone);
  return digits.length === 10 ? `+1${digits}` : `+${digits}`;
}
