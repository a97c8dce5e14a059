import { ensureReady, logToStderr } from '../bootstrap.mjs';
import { runCommand } from './refusal.mjs';
import { runWithRedis } from './run-with-redis.mjs';

/**
 * A whole command: one of our built programs, with what was given to the command, beside a Redis whose data is not kept.
 * @param {string} program
 * @returns {Promise<void>}
 */
export function runBesideRedis(program) {
  return runCommand(async () => {
    const { node, root } = await ensureReady();
    const args = process.argv.slice(2);
    return runWithRedis({ node, root, program, args, keepsData: false, log: logToStderr });
  });
}
