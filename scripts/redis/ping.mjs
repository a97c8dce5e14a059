import { Refusal } from '../setup/refusal.mjs';
import { ask } from './resp.mjs';

/**
 * Whether a Redis answers PING at the URL, with the password of the URL. Resolves to undefined, or to the reason why not.
 * @param {string} address
 * @param {number} timeoutMs
 * @returns {Promise<string | undefined>}
 */
export async function findSilence(address, timeoutMs) {
  const url = new URL(address);
  /** @type {string[][]} */
  const commands = [['PING']];
  if (url.password) {
    const password = decodeURIComponent(url.password);
    commands.unshift(url.username ? ['AUTH', decodeURIComponent(url.username), password] : ['AUTH', password]);
  }
  try {
    const replies = await ask(url, commands, timeoutMs);
    const refused = replies.find((line) => line.startsWith('-'));
    return refused ? refused.slice(1) : undefined;
  } catch (error) {
    return error instanceof Error ? error.message || error.name : String(error);
  }
}

/**
 * Refuses a REDIS_URL that is misspelled or does not answer. Names host and port only: the URL may carry a password.
 * @param {string} address
 * @param {number} [timeoutMs]
 */
export async function refuseSilentRedis(address, timeoutMs = 5000) {
  if (!URL.canParse(address) || !/^rediss?:$/.test(new URL(address).protocol)) {
    throw new Refusal(
      'REDIS_URL is not a redis:// or rediss:// address: correct it, or unset it to have a Redis started for you.',
    );
  }
  const silence = await findSilence(address, timeoutMs);
  if (!silence) return;
  const { host } = new URL(address);
  throw new Refusal(
    `REDIS_URL names a Redis at ${host} that does not answer (${silence}): start it, correct the address, or unset REDIS_URL to have a Redis started for you.`,
  );
}
