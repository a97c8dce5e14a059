/**
 * @typedef {readonly [number, number, number]} Version
 */

/**
 * Reads `v24.21.0`, `20.19` or `Redis server v=7.0.15 sha=…`; undefined when there is no version in it.
 * @param {string} text
 * @returns {Version | undefined}
 */
export function readVersion(text) {
  const found = /(\d+)\.(\d+)(?:\.(\d+))?/.exec(text);
  if (!found) return undefined;
  return [Number(found[1]), Number(found[2]), Number(found[3] ?? 0)];
}

/**
 * @param {Version} version
 * @param {Version} least
 */
export function isAtLeast(version, least) {
  for (const place of /** @type {const} */ ([0, 1, 2])) {
    if (version[place] !== least[place]) return version[place] > least[place];
  }
  return true;
}
