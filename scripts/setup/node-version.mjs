import { Refusal } from './refusal.mjs';
import { isAtLeast, readVersion } from './version.mjs';

/** The oldest Node that carries the install (npm 10 and the syntax of these scripts). */
export const OLDEST_NODE = '20.19.0';

/**
 * Refuses a Node that is too old to install the project.
 * @param {string} running such as `v20.20.2`
 */
export function refuseOldNode(running) {
  const version = readVersion(running);
  const least = readVersion(OLDEST_NODE);
  if (version && least && isAtLeast(version, least)) return;
  throw new Refusal(
    `Node ${OLDEST_NODE} or newer is needed and this is ${running}: install a newer Node (https://nodejs.org) and run the command again.`,
  );
}
