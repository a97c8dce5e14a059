import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';

const file = new URL('../dist/refuse-boot.js', import.meta.url).href;

/** A process with this main: how it ended, and what it said on stderr. */
async function runMain(body: string): Promise<{ code: number | null; said: string }> {
  const script = `import { refuseBoot } from '${file}'; await refuseBoot(async () => { ${body} });`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => void (said += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, said };
}

describe('refuseBoot', () => {
  it('ends a process that cannot boot with one message', async () => {
    expect(await runMain("throw new Error('no Redis')")).toEqual({ code: 1, said: 'no Redis\n' });
  });

  it('ends a process whose main has ended, though something of it goes on', async () => {
    expect(await runMain('setInterval(() => {}, 1_000); process.exitCode = 3;')).toEqual({ code: 3, said: '' });
  });
});
