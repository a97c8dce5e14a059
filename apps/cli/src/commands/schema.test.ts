import { definitionSchema } from '@workflow/core';
import { expect, test } from 'vitest';
import { runCli } from '../run-cli.js';
import { sampleCatalogue } from '../testing/samples.fixture.js';
import { folderWith } from '../testing/folder.fixture.js';
import { testIo } from '../testing/test-io.fixture.js';

async function schema(...argv: string[]) {
  const io = testIo({ cwd: folderWith({ 'agents.json': sampleCatalogue }) });
  return { exitCode: await runCli(['schema', ...argv], io), ...io.written };
}

test('wf schema prints the JSON Schema of definitions', async () => {
  const { exitCode, out, err } = await schema();
  expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
  expect(JSON.parse(out)).toEqual(definitionSchema());
});

test('wf schema --agents knows the agents of a catalogue', async () => {
  const { exitCode, out } = await schema('--agents', 'agents.json');
  expect(exitCode).toBe(0);
  expect(out).toContain('"tell_lead"');
});

test('wf schema names a catalogue that is not there', async () => {
  expect(await schema('--agents', 'gone.json')).toMatchObject({ exitCode: 2, out: '' });
});
