import { afterEach, beforeEach, expect, test } from 'vitest';
import { runCli } from '../run-cli.js';
import { ApiStandIn } from '../testing/api-stand-in.fixture.js';
import { folderWith } from '../testing/folder.fixture.js';
import { sampleCatalogue } from '../testing/samples.fixture.js';
import { testIo } from '../testing/test-io.fixture.js';

let api: ApiStandIn;

const writerInput = {
  type: 'object',
  properties: {
    research: {
      type: 'object',
      properties: { name: { type: ['string', 'null'] }, email: { type: 'string', format: 'email' } },
      required: ['name'],
      additionalProperties: {},
    },
    channel: { enum: ['sms', 'voice'], default: 'sms', description: 'how it is sent' },
  },
  required: ['research'],
  additionalProperties: false,
};
const writerOutput = {
  type: 'object',
  properties: {
    grade: { anyOf: [{ type: 'string', enum: ['A', 'B'] }, { type: 'null' }] },
    facts: { type: 'array', items: { type: 'object', properties: { kind: { const: 'dnc' } }, required: ['kind'] } },
    counts: { type: 'object', additionalProperties: { type: 'integer' } },
  },
  required: ['grade', 'facts', 'counts'],
};
const write = { name: 'write', effect: 'read', input: writerInput, output: writerOutput, undoable: false };
const rest = { ...write, name: 'rest', input: { type: 'object', properties: {}, additionalProperties: false } };
const answer = {
  agents: [...sampleCatalogue.agents, { name: 'NIGHT_WRITER', actions: [write, rest] }],
  transformers: [],
  health: { LUCI: { workers: 2, waiting: 0, active: 1, delayed: 0 } },
  sandbox: ['openai'],
};

beforeEach(async () => {
  api = await ApiStandIn.start();
  api.answer('GET /agents', 200, answer);
});
afterEach(() => api.stop());

async function agents(...argv: string[]) {
  const io = testIo({ url: api.url });
  return { exitCode: await runCli(['agents', ...argv], io), ...io.written };
}

test('shows who can do what, and what each action takes', async () => {
  const { out, err } = await agents();
  expect(out.split('\n')).toEqual([
    'LUCI  2 workers, 1 active, 0 waiting, 0 delayed',
    '  research_lead  read',
    '    leadId: string',
    '  tell_lead      send  can be undone',
    '    any inputs',
    'NIGHT_WRITER',
    '  write  read',
    '    research: object, channel?: "sms" | "voice"',
    '  rest   read',
    '    no inputs',
    '',
  ]);
  expect(err).toBe('sandbox: openai\nwf agents NAME shows one in full\n');
});

test.each(['NIGHT_WRITER', 'night-writer'])('shows all that %s takes and gives', async (name) => {
  const { exitCode, out, err } = await agents(name);
  expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
  expect(out).toBe(`NIGHT_WRITER

write  effect: read
  inputs
    research: object
      name: string | null
      email?: string (email)
    channel?: "sms" | "voice" = "sms"  how it is sent
  output
    grade: "A" | "B" | null
    facts: object[]
      kind: "dnc"
    counts: object
      [any name]: integer

rest  effect: read
  inputs
    none
  output
    grade: "A" | "B" | null
    facts: object[]
      kind: "dnc"
    counts: object
      [any name]: integer
`);
});

test('shows who works one agent, and which of its actions can be undone', async () => {
  const { out } = await agents('luci');
  expect(out).toMatch(/^LUCI {2}2 workers, 1 active/);
  expect(out).toContain('\ntell_lead  effect: send  can be undone\n  inputs\n    anything\n  output\n    anything\n');
});

test.each([
  ['LUCY', 'did you mean LUCI?'],
  ['somebody', 'take one of LUCI, NIGHT_WRITER'],
])('says that there is no %s, and who is meant', async (name, words) => {
  const { exitCode, out, err } = await agents(name);
  expect({ exitCode, out }).toEqual({ exitCode: 1, out: '' });
  expect(err).toBe(`wf: There is no agent '${name}'.\n  Next: ${words}\n`);
});

test('gives programs one agent', async () => {
  expect(JSON.parse((await agents('luci', '--json')).out)).toEqual({ ...answer.agents[0], health: answer.health.LUCI });
});

test('gives programs the whole answer, which validate takes as its catalogue', async () => {
  const { out, err } = await agents('--json');
  expect(JSON.parse(out)).toEqual(answer);
  expect(err).toBe('');
  const definition = { id: 'night', steps: [{ id: 'rest', agent: 'NIGHT_WRITER', action: 'rest', inputs: {} }] };
  const io = testIo({ cwd: folderWith({ 'agents.json': out, 'night.json': definition }) });
  await runCli(['validate', 'night.json', '--agents', 'agents.json'], io);
  expect(io.written.out).toContain('night.json valid\n');
});
