import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCli } from '../run-cli.js';
import { folderWith } from '../testing/folder.fixture.js';
import { testIo } from '../testing/test-io.fixture.js';
import { findEndpoint } from './endpoint.js';

function projectWith(dev: string): { root: string; inside: string } {
  const root = folderWith({});
  const inside = join(root, 'docs', 'examples');
  mkdirSync(inside, { recursive: true });
  mkdirSync(join(root, '.data'));
  writeFileSync(join(root, '.data', 'dev.json'), dev);
  return { root, inside };
}

test('finds the running npm start from a folder below it', () => {
  const { root, inside } = projectWith('{"url": "http://127.0.0.1:4000/api/", "apiKey": "demo"}');
  expect(findEndpoint({ env: {}, cwd: inside })).toEqual({
    url: 'http://127.0.0.1:4000/api',
    apiKey: 'demo',
    origin: join(root, '.data', 'dev.json'),
  });
});

test('takes WF_URL and WF_API_KEY before the file, and keeps the key of the file to the URL of the file', () => {
  const { inside: cwd } = projectWith('{"url": "http://127.0.0.1:4000/api", "apiKey": "demo"}');
  const elsewhere = { WF_URL: 'https://elsewhere.example/api' };
  expect(findEndpoint({ env: elsewhere, cwd }).apiKey).toBeUndefined();
  expect(findEndpoint({ env: { ...elsewhere, WF_API_KEY: 'mine' }, cwd })).toMatchObject({
    apiKey: 'mine',
    origin: 'WF_URL',
  });
  expect(findEndpoint({ env: { WF_URL: 'http://127.0.0.1:4000/api/' }, cwd }).apiKey).toBe('demo');
});

test.each(['{"url": 7}', '{"ur', 'null'])('passes over a file that holds %j', (dev) => {
  expect(findEndpoint({ env: {}, cwd: projectWith(dev).inside }).url).toBe('http://127.0.0.1:3001/api');
});

test.each(['nonsense', 'file:///etc/passwd'])('refuses the URL %j with 2', async (WF_URL) => {
  const io = testIo({ env: { WF_URL } });
  expect(await runCli(['list'], io)).toBe(2);
  expect(io.written.err).toContain(`'${WF_URL}' from WF_URL is no http URL.`);
});

test('says what to do where nothing answers', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`;
  await new Promise((resolve) => server.close(resolve));
  const io = testIo({ url });
  expect(await runCli(['list'], io)).toBe(1);
  expect(io.written.err).toMatch(
    new RegExp(
      `^wf: Nothing answers at ${url} \\(from WF_URL\\)\\.\n.*ECONNREFUSED.*\n  Next: start it with npm start, or set WF_URL\n$`,
    ),
  );
});
