import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import campaign from '../../../docs/examples/outreach-campaign.js';
import chain from '../../../docs/examples/luci-gianna-cathy.js';
import { until } from '@workflow/testing';
import { startApi, teamNumber, type ApiFixture } from './api-fixture.js';

const examples = new URL('../../../docs/examples/', import.meta.url);
/** The number of `lead_1`. */
const leadNumber = '+12125550123';

let api: ApiFixture;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());
afterEach(() => {
  api.sandbox.knobs.reset();
  api.sandbox.ledger.clear();
});

describe('the outreach campaign', () => {
  it('researches, writes and follows up with one text', async () => {
    const run = await api.run(campaign, { leadId: 'lead_1' });
    expect(run.status).toBe('completed');
    expect(run.steps.map(({ status }) => status)).toEqual(['completed', 'completed', 'completed']);
    expect(run.sandbox).toContain('signalHouse');
    expect(api.sandbox.ledger.sends()).toMatchObject([{ kind: 'sms', to: leadNumber.slice(1), accepted: true }]);
  });

  it('skips outreach and follow-up of a lead whose research gives 0.6, with reasons', async () => {
    api.sandbox.knobs.set({ trestle: { activityByPhone: { [leadNumber]: 60 } } });
    const run = await api.run(campaign, { leadId: 'lead_1' });
    expect(run.status).toBe('completed');
    expect(run.steps).toMatchObject([
      { status: 'completed', output: { confidence: 0.6 } },
      { status: 'skipped', error: { code: 'CONDITION_FALSE' } },
      { status: 'skipped', error: { code: 'DEPENDENCY_SKIPPED', stepId: 'outreach' } },
    ]);
    expect(api.sandbox.ledger.sends()).toEqual([]);
  });

  it('sends exactly one text at 0.71', async () => {
    api.sandbox.knobs.set({ trestle: { activityByPhone: { [leadNumber]: 71 } } });
    const run = await api.run(campaign, { leadId: 'lead_1' });
    expect(run.steps[0]).toMatchObject({ output: { confidence: 0.71 } });
    expect(run.status).toBe('completed');
    expect(api.sandbox.ledger.sends()).toHaveLength(1);
  });

  it('is one definition in TypeScript and in JSON', async () => {
    const text = await readFile(new URL('outreach-campaign.json', examples), 'utf8');
    await api.call('/workflows', { body: campaign });
    const again = await api.call('/workflows', { text });
    expect(again.status).toBe(200);
  });

  it('completes a send whose answer was lost, found by the lookup, without a second text', async () => {
    // The sandbox accepts texts to this lead's number and drops the connection.
    const run = await api.run(campaign, { leadId: 'lead_8' });
    expect(run.status).toBe('completed');
    expect(run.steps[2]).toMatchObject({ status: 'completed', attempts: 1 });
    expect(api.sandbox.ledger.sends()).toHaveLength(1);
  });
});

describe('the other examples', () => {
  it('reminds a lead that does not write back', async () => {
    const text = await readFile(new URL('reply-or-remind.yaml', examples), 'utf8');
    const run = await api.run(text, { leadId: 'lead_1', patience: 50 });
    expect([run.status, run.outputs]).toEqual(['completed', { result: 'reminded' }]);
    expect(api.sandbox.ledger.sends()).toHaveLength(2);
  });

  it('ends with what the lead writes back', async () => {
    api.sandbox.callbacks.set({ signalHouseUrl: `${api.url}/webhooks/signalhouse` });
    const text = await readFile(new URL('reply-or-remind.yaml', examples), 'utf8');
    await api.call('/workflows', { text, headers: { 'content-type': 'application/yaml' } });
    const started = await api.call('/workflows/reply-or-remind/runs', { body: { trigger: { leadId: 'lead_1' } } });
    const { runId } = started.body as { runId: string };
    const read = async () => (await api.call(`/runs/${runId}`)).body as { status: string; outputs?: object };
    await until('it waits for the reply', async () => (await read()).status === 'waiting');
    await api.sandbox.inbound.signalHouse({ from: leadNumber, to: teamNumber, body: 'Yes, call me tomorrow' });
    await until('it has ended', async () => (await read()).status === 'completed');
    expect((await read()).outputs).toMatchObject({ result: 'talk', reason: 'wants_to_schedule' });
  });

  it('runs the YAML pipeline to its declared output', async () => {
    const text = await readFile(new URL('data-processing-pipeline.yaml', examples), 'utf8');
    const run = await api.run(text, {
      source_data: [
        { Name: ' Ann ', amount: '3' },
        { Name: 'Bob', amount: '5' },
      ],
    });
    expect(run.status).toBe('completed');
    expect(Object.keys(run.outputs ?? {})).toEqual(['analysis_report']);
  });

  it('runs LUCI, GIANNA and CATHY in turn', async () => {
    const run = await api.run(chain, { leadId: 'lead_1' });
    expect(run.status).toBe('completed');
    expect(run.steps.map(({ agent, status }) => [agent, status])).toEqual([
      ['LUCI', 'completed'],
      ['GIANNA', 'completed'],
      ['CATHY', 'completed'],
    ]);
    expect(run.outputs).toMatchObject({ opener: expect.any(String) as string });
  });
});
