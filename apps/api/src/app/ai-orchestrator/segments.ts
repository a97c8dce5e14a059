/** The basic character set of GSM 03.38, then the characters that take two places. */
const gsmBasic = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
const gsmExtended = new Set('\f^{}\\[~]|€');

/**
 * Segments that a text message takes: 160 characters of the GSM set in one (153 each in several), or 70 (67) UTF-16
 * units as soon as one character is outside that set.
 */
export function segmentsOf(text: string): number {
  const characters = Array.from(text);
  const isGsm = characters.every((character) => gsmBasic.has(character) || gsmExtended.has(character));
  if (!isGsm) return text.length <= 70 ? 1 : Math.ceil(text.length / 67);
  const places = characters.reduce((sum, character) => sum + (gsmExtended.has(character) ? 2 : 1), 0);
  return places <= 160 ? 1 : Math.ceil(places / 153);
}
