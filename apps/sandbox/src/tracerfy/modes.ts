export const tracerfyModes = ['miss', 'litigator', 'deceased', 'dnc', 'landline', 'nophone'] as const;

/**
 * What Tracerfy finds, by mode or by the last word of the last name or, without one, of the address
 * (`Smith-Litigator`, `12 Elm St Miss`; any letter case).
 *
 * | mode, last word | what is found |
 * |---|---|
 * | miss | nobody: `hit` false, no credits |
 * | litigator | a person with `litigator` true |
 * | deceased | a person with `deceased` true |
 * | dnc | a person whose phones have `dnc` true |
 * | landline | a person with one landline |
 * | nophone | a person without any phone |
 */
export type TracerfyMode = (typeof tracerfyModes)[number];

/** The mode a name or an address ends in. */
export function markerOf(text: string): TracerfyMode | undefined {
  const last = text.trim().toLowerCase().split(/[\s-]/).at(-1);
  return tracerfyModes.find((mode) => mode === last);
}
