import { describe, expect, test } from 'vitest';
import { runCli } from '../run-cli.js';
import { folderWith } from '../testing/folder.fixture.js';
import { sampleCatalogue } from '../testing/samples.fixture.js';
import { testIo } from '../testing/test-io.fixture.js';

const goodStep = { id: 'research', agent: 'LUCI', action: 'research_lead', inputs: { leadId: '{{trigger.leadId}}' } };
const good = { id: 'campaign', steps: [goodStep], outputs: { found: '{{steps.research.output}}' } };
const bad = `id: campaign
steps:
  - id: research
    agent: LUCY
    action: research_lead
    dependOn: []
    inputs: { leadId: "{{trigger.leadId" }
`;

async function validate(files: Record<string, string | object>, ...more: string[]) {
  const cwd = folderWith({ 'agents.json': sampleCatalogue, ...files });
  const io = testIo({ cwd });
  const exitCode = await runCli(['validate', ...Object.keys(files), '--agents', 'agents.json', ...more], io);
  return { exitCode, ...io.written };
}

describe('validate', () => {
  test('says that a valid definition is valid, and ends with 0', async () => {
    expect(await validate({ 'good.json': good })).toEqual({ exitCode: 0, out: 'good.json valid\n', err: '' });
  });

  test('lists every problem as file:line:col code message with its hint below, and ends with 1', async () => {
    const { exitCode, out } = await validate({ 'bad.yaml': bad });
    expect(exitCode).toBe(1);
    const lines = out.trimEnd().split('\n');
    expect(lines).toContainEqual(expect.stringMatching(/^bad\.yaml:4:12 UNKNOWN_AGENT .*LUCY/));
    expect(lines).toContainEqual(expect.stringMatching(/^bad\.yaml:6:5 UNKNOWN_FIELD .*dependOn/));
    expect(lines).toContainEqual(expect.stringMatching(/^bad\.yaml:7:23 TEMPLATE_SYNTAX /));
    expect(lines).toContainEqual(expect.stringMatching(/^ {4}hint: .*dependsOn/));
  });

  test('gives a text that is no JSON as a problem with its place', async () => {
    const { exitCode, out } = await validate({ 'broken.json': '{"id": "a",\n  oops }' });
    expect(exitCode).toBe(1);
    expect(out).toMatch(/^broken\.json:2:3 SYNTAX /);
  });

  test('warns of an approval that is asked of a role of the API that may not answer', async () => {
    const approval = { prompt: 'Go?', approvers: { roles: ['viewer', 'operator'] } };
    const { exitCode, out } = await validate({ 'asked.json': { id: 'w', steps: [{ id: 'ask', approval }] } });
    expect(exitCode).toBe(0);
    expect(out).toMatch(/UNKNOWN_ROLE .*`viewer` .*`operator`, `author`, `admin` are\./);
  });

  test('warns without calling the definition invalid', async () => {
    const { exitCode, out } = await validate({
      'warned.json': { ...good, steps: [{ ...goodStep, condition: 'true' }] },
    });
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^warned\.json:1:\d+ CONSTANT_CONDITION warning: .*\n(.*hint.*\n)?warned\.json valid\n$/);
  });

  test('checks the other files when one cannot be read, and ends with 2', async () => {
    const cwd = folderWith({ 'agents.json': sampleCatalogue, 'good.json': good, 'bad.yaml': bad });
    const io = testIo({ cwd });
    expect(
      await runCli(['validate', 'gone.json', 'notes.txt', 'bad.yaml', 'good.json', '--agents', 'agents.json'], io),
    ).toBe(2);
    expect(io.written.err).toContain('wf: gone.json cannot be read: there is no such file.\n  Next: check the path');
    expect(io.written.err).toContain('wf: notes.txt is no definition');
    expect(io.written.out).toContain('good.json valid');
    expect(io.written.out).toContain('UNKNOWN_AGENT');
  });

  test('gives programs one document with all files', async () => {
    const { exitCode, out } = await validate({ 'good.json': good, 'bad.yaml': bad }, '--json');
    expect(exitCode).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      valid: false,
      files: [
        { file: 'good.json', valid: true, problems: [] },
        {
          file: 'bad.yaml',
          valid: false,
          problems: expect.arrayContaining([expect.objectContaining({ code: 'UNKNOWN_AGENT', line: 4, column: 12 })]),
        },
      ],
    });
  });

  test.each([
    ['no JSON', '{', 'agents.json is not well-formed JSON'],
    ['no catalogue', '{"agents": [{}], "transformers": []}', 'agents.json is no agent catalogue: agents.0.name'],
  ])('refuses a catalogue that is %s', async (_what, catalogue, words) => {
    const io = testIo({ cwd: folderWith({ 'agents.json': catalogue, 'good.json': good }) });
    expect(await runCli(['validate', 'good.json', '--agents', 'agents.json'], io)).toBe(2);
    expect(io.written.err).toContain(words);
  });

  describe('when an agent or action is unknown', () => {
    const unknown = { id: 'campaign', steps: [{ id: 'greet', agent: 'GREETER_OF_OURS', action: 'greet', inputs: {} }] };
    const hint =
      'checked against the agents of the product (docs/agents.json): --agents FILE names another; wf agents --json > FILE writes that of the running API\n';

    test.each(['validate', 'plan'])('%s says which catalogue it read and how to give another, once', async (verb) => {
      const io = testIo({ cwd: folderWith({ 'one.json': unknown, 'two.json': unknown }) });
      expect(await runCli([verb, 'one.json', ...(verb === 'plan' ? [] : ['two.json'])], io)).toBe(1);
      expect(io.written.err.endsWith(hint)).toBe(true);
      expect(io.written.err.split(hint)).toHaveLength(2);
    });

    test('names the catalogue that lies beside the definition', async () => {
      const io = testIo({ cwd: folderWith({ 'agents.json': sampleCatalogue, 'one.json': unknown }) });
      expect(await runCli(['validate', 'one.json'], io)).toBe(1);
      expect(io.written.err).toContain(': --agents agents.json names the one that lies beside\n');
    });

    test('says nothing of it when a catalogue was given, when it does not matter, or to a program', async () => {
      expect((await validate({ 'one.json': unknown })).err).toBe('');
      const cwd = folderWith({ 'one.json': unknown, 'empty.json': { id: 'campaign', steps: [] } });
      for (const argv of [['empty.json'], ['one.json', '--json']]) {
        const io = testIo({ cwd });
        expect(await runCli(['validate', ...argv], io)).toBe(1);
        expect(io.written.err).toBe('');
      }
    });
  });
});
