import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { provideRedis } from '../redis.mjs';
import { Refusal } from './refusal.mjs';
import { runProgram } from './run-program.mjs';

/**
 * Runs one of our built programs on the pinned Node with a Redis beside it, and stops that Redis after the program. Asked
 * for its help, the program needs none.
 * @param {{ node: string, root: string, program: string, args: string[], keepsData: boolean, log: (line: string) => void }} options
 * @returns {Promise<number>} exit code
 */
export async function runWithRedis({ node, root, program, args, keepsData, log }) {
  const file = join(root, program);
  if (!existsSync(file))
    throw new Refusal(`${relative(root, file)} was not built: run \`npm run build\` and read what the compiler says.`);
  if (args.includes('--help') || args.includes('-h'))
    return runProgram({ command: node, args: [file, ...args], env: process.env });
  const redis = await provideRedis({ dataDir: join(root, '.data'), keepsData, log });
  let isLost = false;
  const lost = redis.ended.then(() => (isLost = true));
  try {
    const code = await runProgram({
      command: node,
      args: [file, ...args],
      env: { ...process.env, REDIS_URL: redis.url },
      stopWhen: lost,
    });
    if (!isLost) return code;
    throw new Refusal(`Redis ended while it was in use: ${redis.lastWords()}`);
  } finally {
    await redis.stop();
  }
}
