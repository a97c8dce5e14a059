import { mkdir, rm, writeFile } from 'node:fs/promises';
import { demoTeam } from './app/config/demo-environment.js';
import type { ApiCaller } from './dev/api-caller.js';
import { showRun } from './dev/show-run.js';
import { sandboxLine, startDemo } from './dev/start-demo.js';
import { refuseBoot, untilToldToStop } from './refuse-boot.js';

const root = new URL('../../../', import.meta.url);
const example = new URL('docs/examples/outreach-campaign.ts', root);
const address = new URL('.data/dev.json', root);

const print = (line: string): void => void process.stdout.write(`${line}\n`);

/**
 * The process behind `npm start`: sandbox, API and workers in one, the example run once on a sample lead. With `--once`
 * it ends with that run: 0 when it completed, else 1.
 */
await refuseBoot(async () => {
  const unknown = process.argv.slice(2).find((argument) => argument !== '--once');
  if (unknown !== undefined) throw new Error(`There is no option ${unknown}: see npm start -- --help.`);
  const isOnce = process.argv.includes('--once');
  const demo = await startDemo({ anyPort: isOnce });
  const { api, apiKey } = demo;
  await mkdir(new URL('.', address), { recursive: true });
  await writeFile(address, JSON.stringify({ url: api.url, apiKey }), { mode: 0o600 });

  print(`API       ${api.url}   X-API-Key: ${apiKey}   (team ${demoTeam})`);
  print(`docs      ${api.url}/docs`);
  print(sandboxLine(demo));
  const status = await runExample(api);

  if (!isOnce) {
    print(`\nstill up: npm run -s wf -- list   or open ${api.url}/docs   (Ctrl-C stops everything)`);
    await untilToldToStop();
  }
  await rm(address, { force: true });
  await demo.close();
  process.exitCode = !isOnce || status === 'completed' ? 0 : 1;
});

async function runExample(api: ApiCaller): Promise<string> {
  const { default: definition } = (await import(example.href)) as { default: { id: string } };
  const published = await api.call<{ id: string; version: number; checksum: string }>('/workflows', definition);
  print(`published ${published.id} version ${published.version} (${published.checksum})`);
  const started = await api.call<{ runId: string }>(`/workflows/${published.id}/runs`, {
    trigger: { leadId: 'lead_1' },
  });
  print(`started   ${started.runId} for lead_1`);
  return (await showRun(api, started.runId, print)).status;
}
