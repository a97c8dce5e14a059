import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';

// The sources import `./x.js`, which is what is built; here the same files are run unbuilt.
const hooks = `import { registerHooks } from 'node:module';
registerHooks({ resolve: (specifier, context, next) => {
  try { return next(specifier, context); }
  catch (error) {
    if (specifier.startsWith('.') && specifier.endsWith('.js')) return next(specifier.slice(0, -3) + '.ts', context);
    throw error;
  }
} });`;
const main = fileURLToPath(new URL('main.ts', import.meta.url));
let child: ChildProcess | undefined;

afterEach(() => child?.kill('SIGKILL'));

async function start(environment: Record<string, string>) {
  const started = spawn(process.execPath, ['--import', `data:text/javascript,${encodeURIComponent(hooks)}`, main], {
    env: { PATH: process.env['PATH'], ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child = started;
  let output = '';
  let errors = '';
  started.stdout.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
  started.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString('utf8')));
  const ended = once(started, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  await expect.poll(() => output.includes('\n') || started.exitCode !== null, { timeout: 20_000 }).toBe(true);
  return { started, ended, output: () => output, errors: () => errors };
}

const announced = (text: string) => JSON.parse(text) as { url: string; sandbox: boolean };

test('prints one JSON line when it answers, and ends cleanly on SIGTERM', async () => {
  const { started, ended, output } = await start({
    SANDBOX_SIGNALHOUSE_URL: 'http://127.0.0.1:9/sh',
    SANDBOX_TWILIO_SMS_STATUS_URL: 'http://127.0.0.1:9/st',
  });
  expect(output().trim().split('\n')).toHaveLength(1);
  const { url, sandbox } = announced(output());
  expect(sandbox).toBe(true);
  expect(await (await fetch(`${url}/_sandbox/callbacks`)).json()).toEqual({
    signalHouseUrl: 'http://127.0.0.1:9/sh',
    twilioSmsStatusUrl: 'http://127.0.0.1:9/st',
  });
  started.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
});

test('ends when stdin closes, if it is tied', async () => {
  const { started, ended, output } = await start({ SANDBOX_TIED: '1' });
  expect((await fetch(`${announced(output()).url}/_sandbox`)).status).toBe(200);
  started.stdin?.end();
  expect(await ended).toEqual([0, null]);
});

test('refuses a port that is no number', async () => {
  const { ended, errors } = await start({ SANDBOX_PORT: 'many' });
  expect((await ended)[0]).toBe(1);
  expect(errors()).toContain('SANDBOX_PORT must be a whole number, not many');
});
