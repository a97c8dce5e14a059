#!/usr/bin/env node
import { ensureReady, logToStderr } from './bootstrap.mjs';
import { runCommand } from './setup/refusal.mjs';
import { runWithRedis } from './setup/run-with-redis.mjs';

const HELP = `npm run chaos             kills a worker at every Redis command of six runs, before and after it, and looks at what comes of
                          each: some 300 cases, more than an hour on two cores
npm run chaos -- NAME     one of them: campaign, crossroads, cut-short, diamond, family, rollback
`;

await runCommand(async () => {
  const names = process.argv.slice(2);
  if (names.includes('--help')) {
    process.stdout.write(HELP);
    return 0;
  }
  const { node, root } = await ensureReady();
  const files = names.length === 0 ? ['apps/api/chaos/'] : names.map((name) => `apps/api/chaos/crash-${name}`);
  process.env['CRASH_CASES'] = 'all';
  return runWithRedis({
    node,
    root,
    program: 'node_modules/vitest/vitest.mjs',
    args: ['run', '--project', 'integration', '--no-file-parallelism', ...files],
    keepsData: false,
    log: logToStderr,
  });
});
