import { expect, test } from 'vitest';
import { runCli } from '../run-cli.js';
import { folderWith } from '../testing/folder.fixture.js';
import { sampleCatalogue } from '../testing/samples.fixture.js';
import { testIo } from '../testing/test-io.fixture.js';

const research = { id: 'research', agent: 'luci', action: 'research_lead', inputs: { leadId: '{{trigger.leadId}}' } };
const tell = {
  id: 'tell',
  agent: 'LUCI',
  action: 'tell_lead',
  inputs: { found: '{{steps.research.output}}' },
  dependsOn: ['research'],
  condition: 'steps.research.output.confidence > 0.7',
};
const campaign = { id: 'campaign', steps: [research, tell] };

async function plan(definition: object, ...more: string[]) {
  const io = testIo({ cwd: folderWith({ 'agents.json': sampleCatalogue, 'campaign.json': definition }) });
  return { exitCode: await runCli(['plan', 'campaign.json', '--agents', 'agents.json', ...more], io), ...io.written };
}

test('shows levels, what each step waits for and why, and the critical path', async () => {
  const { exitCode, out } = await plan(campaign);
  expect(exitCode).toBe(0);
  const lines = out.trimEnd().split('\n');
  expect(lines[0]).toBe('campaign  2 steps, 2 levels');
  expect(lines.slice(1, 5)).toEqual([
    'level 0',
    '  research  LUCI research_lead',
    'level 1',
    '  tell      LUCI tell_lead',
  ]);
  expect(lines[5]).toMatch(/^ {12}after research: .*declared/);
  expect(lines[5]).toContain('read by /inputs/found {{steps.research.output}}');
  expect(lines.at(-2)).toBe('            if steps.research.output.confidence > 0.7');
  expect(lines.at(-1)).toBe('critical path: research → tell');
});

test('shows the steps inside a container indented below it, and counts them', async () => {
  const inner = [
    { ...tell, dependsOn: ['ask'], inputs: { found: '{{steps.ask.output}}' }, condition: undefined },
    { ...research, id: 'ask', inputs: { leadId: '{{item.id}}' } },
  ];
  const each = { id: 'each', map: { over: 'steps.research.output.others', steps: inner } };
  const { exitCode, out } = await plan({ id: 'campaign', steps: [research, each] });
  expect(exitCode).toBe(0);
  expect(out.split('\n').slice(0, 8)).toEqual([
    'campaign  4 steps (2 inside others), 2 levels',
    'level 0',
    '  research  LUCI research_lead',
    'level 1',
    '  each      map',
    '            after research: read by /map/over {{steps.research.output.others}}',
    '    ask     LUCI research_lead',
    '    tell    LUCI tell_lead',
  ]);
});

test('draws a Mermaid flowchart', async () => {
  const { exitCode, out } = await plan(campaign, '--mermaid');
  expect(exitCode).toBe(0);
  expect(out).toMatch(/^flowchart TD\n/);
  expect(out).toContain('s0 --> s1');
});

test('gives programs the plan as JSON', async () => {
  const { out } = await plan(campaign, '--json');
  expect(JSON.parse(out)).toMatchObject({
    workflowId: 'campaign',
    levels: [['research'], ['tell']],
    criticalPath: ['research', 'tell'],
  });
});

test('shows the problems of a definition that has no plan, and ends with 1', async () => {
  const { exitCode, out, err } = await plan({ id: 'campaign', steps: [{ ...research, dependsOn: ['tell'] }, tell] });
  expect({ exitCode, out }).toEqual({ exitCode: 1, out: '' });
  expect(err).toMatch(/^campaign\.json:1:\d+ CYCLE /);
});
