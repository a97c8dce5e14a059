#!/usr/bin/env node
import { ensureReady, logToStderr } from './bootstrap.mjs';
import { runCommand } from './setup/refusal.mjs';
import { runWithRedis } from './setup/run-with-redis.mjs';

const HELP = `npm start                 installs and builds what is missing, finds or starts Redis, starts sandbox, API and
                          workers, runs the example once and stays up; Ctrl-C stops everything in order
npm start -- --once       the same, but ends with the example: exit code 0 when its run completed, else 1
npm start -- --help       this text

REDIS_URL                 use this Redis and never another; otherwise one is started with its data in .data/redis
`;

await runCommand(async () => {
  const args = process.argv.slice(2);
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(HELP);
    return 0;
  }
  const { node, root } = await ensureReady();
  return runWithRedis({ node, root, program: 'apps/api/dist/dev.js', args, keepsData: true, log: logToStderr });
});
