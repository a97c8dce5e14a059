import { expect, test } from 'vitest';
import { runCli } from '../run-cli.js';
import { folderWith } from '../testing/folder.fixture.js';
import { testIo } from '../testing/test-io.fixture.js';

const context = `
trigger: { name: Ann, phones: ["+16025550100"] }
steps: { research: { output: { confidence: 0.9 } } }
item: 7
`;

async function evaluate(...argv: string[]) {
  const io = testIo({ cwd: folderWith({ 'context.yaml': context, 'list.json': '[]' }) });
  return { exitCode: await runCli(['eval', ...argv], io), ...io.written };
}

test.each([
  [['steps.research.output.confidence > 0.7', '--context', 'context.yaml'], 'true\n'],
  [['{{ trigger.phones }}', '--context', 'context.yaml'], '[\n  "+16025550100"\n]\n'],
  [['trigger.nothing', '--context', 'context.yaml'], 'undefined\n'],
  [['item * 2', '--context', 'context.yaml'], '14\n'],
  [['--', '-1 + 2'], '1\n'],
  [['--template', 'Hello {{trigger.name}}!', '--context', 'context.yaml'], '"Hello Ann!"\n'],
  [['--json', 'trigger.nothing'], '{}\n'],
])('wf eval %j prints %j', async (argv, out) => {
  expect(await evaluate(...argv)).toEqual({ exitCode: 0, out, err: '' });
});

test.each([
  [['trigger.constructor'], 'EXPR_FORBIDDEN', 'trigger.constructor', 9],
  [['1 + item'], 'EXPR_UNKNOWN_ROOT', '1 + item', 5],
  [['1 +'], 'EXPR_SYNTAX', '1 +', 4],
  [['--template', 'one\ntwo {{ 1 + }}'], 'EXPR_SYNTAX', 'two {{ 1 + }}', 11],
  [['trigger.phones * 2', '--context', 'context.yaml'], 'EXPR_TYPE', 'trigger.phones * 2', undefined],
])('wf eval %j is refused with %s and a caret', async (argv, code, line, column) => {
  const { exitCode, out, err } = await evaluate(...argv);
  expect({ exitCode, out }).toEqual({ exitCode: 1, out: '' });
  const lines = err.split('\n');
  expect(lines[0]).toContain(`wf: ${code} `);
  expect(lines[1]).toBe(`  ${line}`);
  expect(lines[2]).toMatch(column === undefined ? /^ {2} *\^$/ : new RegExp(`^ {${column + 1}}\\^$`));
});

test('gives programs the refusal as JSON on stderr', async () => {
  const { exitCode, err } = await evaluate('--json', 'secrets.key');
  expect(exitCode).toBe(1);
  expect(JSON.parse(err)).toMatchObject({ code: 'EXPR_UNKNOWN_ROOT' });
});

test('wants an object as its context', async () => {
  const { exitCode, err } = await evaluate('1', '--context', 'list.json');
  expect(exitCode).toBe(2);
  expect(err).toContain('list.json does not hold an object');
});
