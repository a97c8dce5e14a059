#!/usr/bin/env node
import { ensureReady, logToStderr } from './bootstrap.mjs';
import { runCommand } from './setup/refusal.mjs';
import { runWithRedis } from './setup/run-with-redis.mjs';

const HELP = `npm run example -- CASE          runs a worked case once, with its usual inputs, and ends: exit code 0 when the run
                                 completed, else 1
npm run example -- CASE INPUTS   the same with other inputs: docs/examples/CASE/inputs/INPUTS.json
npm run example -- --help        this text

CASE                             etl, market or orders; each is described in docs/examples/CASE/README.md
REDIS_URL                        use this Redis and never another; otherwise one is started that forgets everything
`;

await runCommand(async () => {
  const args = process.argv.slice(2);
  if (args.length === 0 || args.includes('--help') || args.includes('-h')) {
    process.stdout.write(HELP);
    return args.length === 0 ? 1 : 0;
  }
  const { node, root } = await ensureReady();
  return runWithRedis({ node, root, program: 'apps/examples/dist/main.js', args, keepsData: false, log: logToStderr });
});
