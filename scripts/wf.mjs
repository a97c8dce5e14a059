#!/usr/bin/env node
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findPinnedNode, refuseOldNode } from './bootstrap.mjs';
import { Refusal, runCommand } from './setup/refusal.mjs';
import { root } from './setup/root.mjs';

// Neither installs nor builds: a command whose stdout goes to other programs answers at once or says what to run first.
await runCommand(async () => {
  refuseOldNode(process.version);
  const program = join(root, 'apps/cli/dist/main.js');
  if (!existsSync(join(root, 'node_modules')) || !existsSync(program)) {
    throw new Refusal(
      'wf is not installed and built yet: run `npm run build` first (it installs what is missing, too).',
    );
  }
  const child = spawn(findPinnedNode({ root }), [program, ...process.argv.slice(2)], { stdio: 'inherit' });
  // A terminal sends Ctrl-C to both; a signal from anywhere else reaches this process alone.
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM']))
    process.on(signal, () => void ((signal === 'SIGTERM' || !process.stdin.isTTY) && child.kill(signal)));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
});
