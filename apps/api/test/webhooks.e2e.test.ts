import { until } from '@workflow/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApi, teamNumber, type ApiFixture } from './api-fixture.js';

const lead = '+13125550199';

let api: ApiFixture;
beforeAll(async () => {
  api = await startApi();
  api.sandbox.callbacks.set({
    signalHouseUrl: `${api.url}/webhooks/signalhouse`,
    twilioSmsUrl: `${api.url}/webhooks/twilio/sms`,
  });
  for (const webhook of ['signalhouse', 'twilio']) {
    const answer = await api.call('/workflows', {
      body: {
        id: `answer-${webhook}`,
        triggers: [
          {
            webhook,
            event: 'message.received',
            when: "{{event.text != 'ignore me'}}",
            map: { text: '{{event.text}}', from: '{{event.from}}' },
          },
        ],
        steps: [
          {
            id: 'check',
            agent: 'data_quality_agent',
            action: 'validation',
            inputs: { rows: [{ text: '{{trigger.text}}' }] },
          },
        ],
      },
    });
    expect(answer.status).toBe(201);
  }
});
afterAll(() => api.close());

async function runsOf(workflow: string): Promise<{ runId: string; status: string }[]> {
  const { body } = await api.call(`/runs?workflow=${workflow}`);
  return (body as { items: { runId: string; status: string }[] }).items;
}

describe('a signed webhook', () => {
  it('of SignalHouse starts a run, and the same delivery three times starts one', async () => {
    const delivered = await api.sandbox.inbound.signalHouse(
      { from: lead, to: teamNumber, body: 'hello' },
      { times: 3 },
    );
    expect(delivered.statuses).toEqual([200, 200, 200]);
    const [run] = await until('the run has ended', async () => {
      const runs = await runsOf('answer-signalhouse');
      return runs.some(({ status }) => status === 'completed') && runs;
    });
    const { body } = await api.call(`/runs/${run?.runId}`);
    expect(body).toMatchObject({ trigger: { text: 'hello', from: lead }, status: 'completed' });
    await api.sandbox.inbound.signalHouse({ from: lead, to: teamNumber, body: 'second' });
    await until('the second run is there', async () => (await runsOf('answer-signalhouse')).length >= 2);
    expect(await runsOf('answer-signalhouse')).toHaveLength(2);
  });

  it('of Twilio starts a run', async () => {
    const delivered = await api.sandbox.inbound.twilioSms(
      { from: lead, to: teamNumber, body: 'hello' },
      { url: `${api.url}/webhooks/twilio/sms` },
    );
    expect(delivered.statuses).toEqual([200]);
    await until('the run has ended', async () =>
      (await runsOf('answer-twilio')).some(({ status }) => status === 'completed'),
    );
    expect(await runsOf('answer-twilio')).toHaveLength(1);
  });

  it('wakes the run that waits for a message from the number', async () => {
    const published = await api.call('/workflows', {
      body: {
        id: 'await-reply',
        steps: [
          {
            id: 'reply',
            wait: { signal: 'message.received', key: '{{trigger.phone}}', match: "signal.text != 'ignore me'" },
          },
        ],
        outputs: { text: '{{steps.reply.output.text}}' },
      },
    });
    expect(published.status).toBe(201);
    const started = await api.call('/workflows/await-reply/runs', { body: { trigger: { phone: '+13125550123' } } });
    const { runId } = started.body as { runId: string };
    const read = async () => (await api.call(`/runs/${runId}`)).body as { status: string; outputs?: object };
    await until('the run waits', async () => (await read()).status === 'waiting');
    await api.sandbox.inbound.signalHouse({ from: lead, to: teamNumber, body: 'from somebody else' });
    await api.sandbox.inbound.signalHouse({ from: '+13125550123', to: teamNumber, body: 'ignore me' });
    await api.sandbox.inbound.signalHouse({ from: '+13125550123', to: teamNumber, body: 'yes please' }, { times: 2 });
    await until('the run has ended', async () => (await read()).status === 'completed');
    expect((await read()).outputs).toEqual({ text: 'yes please' });
  });

  it('leaves out an event that its trigger does not want', async () => {
    const before = (await runsOf('answer-signalhouse')).length;
    await api.sandbox.inbound.signalHouse([
      { from: lead, to: teamNumber, body: 'ignore me' },
      { from: lead, to: teamNumber, body: 'and this?' },
    ]);
    await until('the wanted one has started', async () => (await runsOf('answer-signalhouse')).length > before);
    expect((await runsOf('answer-signalhouse')).length).toBe(before + 1);
  });

  it('with a wrong signature is answered 401 and leaves nothing but a counter', async () => {
    const keysBefore = (await api.redis.keys(`{${api.prefix}:inbox*`)).length;
    const runsBefore = (await runsOf('answer-signalhouse')).length;
    const forged = await api.sandbox.inbound.signalHouse(
      { from: lead, to: teamNumber, body: 'forged' },
      { signature: 'wrong' },
    );
    expect(forged.statuses).toContain(401);
    expect((await api.redis.keys(`{${api.prefix}:inbox*`)).length).toBe(keysBefore);
    expect(await runsOf('answer-signalhouse')).toHaveLength(runsBefore);
    const metrics = await fetch(`${api.url}/metrics`, { headers: { 'x-api-key': 'test-key-of-team_123-admin' } });
    expect(await metrics.text()).toMatch(
      /workflow_webhook_events_total\{provider="signalhouse",outcome="forged"\} [1-9]/,
    );
  });

  it('that says STOP keeps every later text away from the number', async () => {
    await api.sandbox.inbound.signalHouse({ from: '+12125550123', to: teamNumber, body: ' Stop. ' });
    const run = await api.run((await import('../../../docs/examples/outreach-campaign.js')).default, {
      leadId: 'lead_1',
    });
    expect(run.status).toBe('failed');
    expect(run.steps[2]).toMatchObject({ status: 'failed', error: { code: 'SEND_BLOCKED' } });
    expect(api.sandbox.ledger.sends()).toEqual([]);
  });
});
