#!/usr/bin/env node
import { ensureReady } from './bootstrap.mjs';
import { runCommand } from './setup/refusal.mjs';

await runCommand(async () => {
  await ensureReady();
  return 0;
});
