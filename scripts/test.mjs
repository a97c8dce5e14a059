#!/usr/bin/env node
import { join } from 'node:path';
import { ensureReady, logToStderr } from './bootstrap.mjs';
import { provideRedis } from './redis.mjs';
import { Refusal, runCommand } from './setup/refusal.mjs';

/** The last line of the command, alone on its line, whatever happened before it. @param {number} passed @param {number} failed */
function close(passed, failed) {
  process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
  return failed === 0 && passed > 0 ? 0 : 1;
}

await runCommand(async () => {
  try {
    return await runEverything();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    process.stderr.write(`${[error.message, error.detail].filter(Boolean).join('\n')}\n`);
    return close(0, 1);
  }
});

async function runEverything() {
  const { node, root } = await ensureReady({ builds: false });
  const redis = await provideRedis({ dataDir: join(root, '.data'), keepsData: false, log: logToStderr });
  try {
    // Only now: the checks import packages, and those were just installed.
    const { STAGES, runStages } = await import('./checks/stages.mjs');
    const env = { ...process.env, REDIS_URL: redis.url };
    const { passed, failed } = await runStages(
      STAGES,
      { root, node, env },
      (line) => void process.stdout.write(`${line}\n`),
    );
    return close(passed, failed);
  } finally {
    await redis.stop();
  }
}
