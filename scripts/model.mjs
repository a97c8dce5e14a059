#!/usr/bin/env node
import { ensureReady, logToStderr } from './bootstrap.mjs';
import { runCommand } from './setup/refusal.mjs';
import { runWithRedis } from './setup/run-with-redis.mjs';

await runCommand(async () => {
  const { node, root } = await ensureReady();
  return runWithRedis({
    node,
    root,
    program: 'apps/api/dist/app/workflow/model/main.js',
    args: process.argv.slice(2),
    keepsData: false,
    log: logToStderr,
  });
});
