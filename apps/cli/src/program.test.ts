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
