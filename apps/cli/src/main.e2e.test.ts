import { execFileSync, spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ApiStandIn, testKey } from './testing/api-stand-in.fixture.js';
import { folderWith } from './testing/folder.fixture.js';
import { sampleCatalogue, sampleEvent, sampleRun, wire } from './testing/samples.fixture.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const node = `${root}node_modules/.bin/node`;
const main = `${root}apps/cli/dist/main.js`;

beforeAll(
  () =>
    void execFileSync(node, [`${root}node_modules/typescript/bin/tsc`, '-b', `${root}apps/cli`], { stdio: 'inherit' }),
);

function start(argv: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}): ChildProcessWithoutNullStreams {
  return spawn(node, [main, ...argv], { cwd, env: { ...process.env, ...env } });
}

interface Ended {
  readonly exitCode: number | null;
  readonly out: string;
  readonly err: string;
}

/** Gathers what a process writes until it ends; `onErr` sees its stderr grow. */
function ended(child: ChildProcessWithoutNullStreams, onErr: (err: string) => void = () => undefined): Promise<Ended> {
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => onErr((err += chunk.toString())));
  return new Promise((resolve) => child.on('close', (exitCode) => resolve({ exitCode, out, err })));
}

describe('the process, with a TypeScript definition from anywhere', () => {
  const step = `{ id: 'research', agent: 'LUCI', action: 'research_lead', inputs: { leadId: '{{trigger.leadId}}' } }`;
  const files = {
    'agents.json': sampleCatalogue,
    'good.ts': `import { foldName } from '@workflow/core';
      const id: string = foldName('cam-paign');
      setInterval(() => undefined, 1_000);
      export default { id, steps: [${step}] };`,
    'bad.mts': `export default { id: 'campaign', steps: [{ id: 'x', agent: 'NOBODY', action: 'y' }] };`,
    'broken.ts': 'export default {;',
    'throws.js': 'throw new Error("no reason at all");',
    'enum.ts': 'enum A { b }\nexport default A;',
    'nothing.mjs': 'export const a = 1;',
  };

  test('checks it, although it leaves a timer open', async () => {
    const cwd = folderWith(files);
    const good = await ended(start(['validate', 'good.ts', '--agents', 'agents.json'], cwd));
    expect(good).toMatchObject({ exitCode: 0, out: 'good.ts valid\n' });
    const bad = await ended(start(['validate', 'bad.mts', '--agents', 'agents.json'], cwd));
    expect(bad.exitCode).toBe(1);
    expect(bad.out).toMatch(/^bad\.mts:\/steps\/0\/agent UNKNOWN_AGENT /);
  });

  test('says why it cannot be loaded, for each file, and ends with 2', async () => {
    const argv = ['validate', 'broken.ts', 'throws.js', 'enum.ts', 'nothing.mjs', '--agents', 'agents.json'];
    const { exitCode, out, err } = await ended(start(argv, folderWith(files)));
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' });
    expect(err).toContain('wf: broken.ts:1 cannot be loaded: ');
    expect(err).toContain('wf: throws.js:1:7 cannot be loaded: no reason at all\n');
    expect(err).toContain('Next: Node only strips types: leave out enum');
    expect(err).toContain('wf: nothing.mjs has no default export.\n');
    expect(err).not.toMatch(/^ +at /m);
  });
});

describe('the process, with a file for each defect that the checker knows', () => {
  const defects = `${root}libs/workflow-core/src/check/defects`;
  const head = /^# (refused|warned) at (\d+:\d+): (\w+) \S+$/gm;

  test('tells of each at its line and column', async () => {
    const files = readdirSync(defects);
    const expected = files.flatMap((file) =>
      [...readFileSync(`${defects}/${file}`, 'utf8').matchAll(head)].map(
        ([, how, place, code]) => `${file}:${place} ${code} ${how === 'warned' ? 'warning: ' : ''}`,
      ),
    );
    const { exitCode, out } = await ended(start(['validate', ...files], defects));
    const lines = out.split('\n');
    expect(exitCode).toBe(1);
    expect(expected.length).toBeGreaterThan(25);
    expect(expected.filter((line) => !lines.some((written) => written.startsWith(line)))).toEqual([]);
  });
});

describe('the process, while it watches', () => {
  let api: ApiStandIn;
  let env: NodeJS.ProcessEnv;

  beforeEach(async () => {
    api = await ApiStandIn.start();
    env = { WF_URL: api.url, WF_API_KEY: testKey };
  });
  afterEach(() => api.stop());

  test('ends with 130 on Ctrl-C, without a stack', async () => {
    api.answer('GET /runs/r1', 200, sampleRun());
    api.respond('GET /runs/r1/events', (_request, response) =>
      response.writeHead(200).write(wire(sampleEvent('1', 'run.started'))),
    );
    const child = start(['watch', 'r1'], root, env);
    const end = await ended(child, (err) => err.endsWith('run.started  r1\n') && child.kill('SIGINT'));
    expect(end).toEqual({
      exitCode: 130,
      out: '',
      err: '10:00:01  run.started  r1\nno longer watching; the run goes on: wf watch r1\n',
    });
  });

  test('waits for real before it takes up a broken connection', async () => {
    let run = sampleRun();
    let brokeAt = 0;
    let resumedAt = 0;
    api.answer('GET /runs/r1', 200, () => run);
    api.respond('GET /runs/r1/events', (_request, response) => {
      if (brokeAt === 0) {
        brokeAt = performance.now();
        response.destroy();
        return;
      }
      resumedAt = performance.now();
      run = sampleRun({ status: 'completed', finishedAt: '2026-11-20T10:00:04.000Z' });
      response.writeHead(200).end(wire(sampleEvent('1', 'run.completed')));
    });
    expect(await ended(start(['watch', 'r1'], root, env))).toMatchObject({ exitCode: 0 });
    expect(resumedAt - brokeAt).toBeGreaterThan(400);
  });
});

test('a reader that stops early gets no stack', async () => {
  const child = start(['--help'], root);
  child.stdout.destroy();
  const { err } = await ended(child);
  expect(err).toBe('');
});
