#!/usr/bin/env node
import { ensureReady } from './bootstrap.mjs';
import { runCommand } from './setup/refusal.mjs';

await runCommand(async () => {
  const { node, root } = await ensureReady({ builds: false });
  // Only now: the checks import packages, and those were just installed.
  const { chooseStages, runStages } = await import('./checks/stages.mjs');
  const stages = chooseStages(process.argv.slice(2));
  const { passed, failed } = await runStages(
    stages,
    { root, node, env: process.env },
    (line) => void process.stdout.write(`${line}\n`),
  );
  process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
  return failed === 0 ? 0 : 1;
});
