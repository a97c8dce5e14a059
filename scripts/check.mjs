#!/usr/bin/env node
import { ensureReady } from './bootstrap.mjs';
import { runCommand } from './setup/refusal.mjs';

const USAGE = `npm run check             every check, the quick ones first
npm run check -- NAME …   these

`;

await runCommand(async () => {
  const { node, root } = await ensureReady({ builds: false });
  // Only now: the checks import packages, and those were just installed.
  const { STAGES, chooseStages, runStages } = await import('./checks/stages.mjs');
  const names = process.argv.slice(2);
  if (names.includes('--help') || names.includes('-h')) {
    process.stdout.write(USAGE + STAGES.map(({ name, says }) => `${name.padEnd(14)}${says}\n`).join(''));
    return 0;
  }
  const stages = chooseStages(names);
  const { passed, failed } = await runStages(
    stages,
    { root, node, env: process.env },
    (line) => void process.stdout.write(`${line}\n`),
  );
  process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
  return failed === 0 ? 0 : 1;
});
