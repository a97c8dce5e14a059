import { readFileSync } from 'node:fs';
import { routeList } from '@workflow/contract';
import { expect, test } from 'vitest';
import { runCli } from './run-cli.js';
import { testIo } from './testing/test-io.fixture.js';
import { verbs } from './verbs.js';

async function wf(...argv: string[]) {
  const io = testIo();
  return { exitCode: await runCli(argv, io), ...io.written };
}

test('help names every verb on stdout and ends with 0', async () => {
  const { exitCode, out } = await wf('--help');
  expect(exitCode).toBe(0);
  for (const { name, summary } of verbs) expect(out).toMatch(new RegExp(`^ {2}${name} .*${summary.slice(0, 20)}`, 'm'));
});

const unbuilt = verbs.filter(({ isBuilt }) => !isBuilt).map(({ name }) => name);

test('the verbs that are not built yet are those that the contract lets the API refuse', () => {
  const refused = routeList.filter(({ tag, errors }) => tag === 'runs' && errors.includes('NOT_BUILT'));
  expect(unbuilt.toSorted()).toEqual(refused.map(({ name }) => name).toSorted());
});

test('help lists what is not built yet last, under a title that says so', async () => {
  const { out } = await wf('--help');
  const [, listed = ''] = out.split('\nNot built yet:\n');
  expect([...listed.matchAll(/^ {2}(\w+)/gm)].map(([, name]) => name)).toEqual(unbuilt);
  expect((await wf('pause', '--help')).out).toContain('Pause a run. Not built yet: the API answers 501.');
});

test('--version prints the version of the package', async () => {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  expect(await wf('--version')).toEqual({ exitCode: 0, out: `${version}\n`, err: '' });
});

test.each(verbs.map(({ name }) => name))('help of %s shows its own example, in both spellings', async (name) => {
  const { exitCode, out } = await wf(name, '--help');
  expect(exitCode).toBe(0);
  expect(out).toContain(`Usage: wf ${name} `);
  expect(out).toContain('--json');
  expect(out).toContain(`Example:\n  $ wf ${name} `.trimEnd());
  expect((await wf('help', name)).out).toBe(out);
});

test.each([
  [[], 'Usage: wf'],
  [['valdate'], 'Did you mean validate?'],
  [['get', 'r1', '--jsn'], 'Did you mean --json?'],
])('wf %j is a mistake of the command line: 2', async (argv, words) => {
  const { exitCode, out, err } = await wf(...argv);
  expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' });
  expect(err).toContain(words);
});
