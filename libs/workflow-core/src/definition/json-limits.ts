/** Objects and lists within each other. */
export const maxDepth = 100;
/** Values of one document, aliases expanded. */
export const maxValues = 500_000;
/** UTF-8 bytes of one document. */
export const maxBytes = 8 * 1024 * 1024;

/** Keys that reach an object's prototype in careless hands. They are refused wherever they stand. */
export const forbiddenKeys: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);
/** Lines of one YAML document: its reader takes microseconds for each, empty ones too. */
export const maxLines = 500_000;
