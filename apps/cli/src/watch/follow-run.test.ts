import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runCli } from '../run-cli.js';
import { ended, finishedAt, LiveCampaign, researched, started, written } from '../testing/live-campaign.fixture.js';
import { sampleRun, wire } from '../testing/samples.fixture.js';
import { testIo } from '../testing/test-io.fixture.js';

let campaign: LiveCampaign;

beforeEach(async () => {
  campaign = await LiveCampaign.start();
});
afterEach(() => campaign.api.stop());

describe('a connection', () => {
  test('that breaks is taken up after the last event, without a loss and without a repetition', async () => {
    const resumedAfter: unknown[] = [];
    campaign.api.respond('GET /runs/r1/events', (request, response) => {
      resumedAfter.push(request.headers['last-event-id']);
      if (resumedAfter.length > 1) {
        campaign.write(response, [researched, written, ended]);
        response.end();
        return;
      }
      campaign.write(response, [started, researched]);
      // Half of an event: it must not count.
      response.write(wire(written).slice(0, 20), () => response.destroy());
    });
    const io = testIo({ url: campaign.api.url });
    expect(await runCli(['watch', 'r1'], io)).toBe(0);
    expect(resumedAfter).toEqual([undefined, '2']);
    expect(io.written.err.match(/(run|step)\.\w+/g)).toEqual([
      'run.started',
      'step.completed',
      'step.completed',
      'run.completed',
    ]);
    expect(io.written.err).toContain('connection lost; trying again in 500 ms\n');
  });

  test('loses no event when the run itself cannot be asked for a moment', async () => {
    let asked = 0;
    campaign.api.respond('GET /runs/r1', (_request, response) => {
      asked += 1;
      if (asked === 2) response.destroy();
      else response.end(JSON.stringify(campaign.run));
    });
    campaign.api.respond('GET /runs/r1/events', (request, response) => {
      campaign.write(response, request.headers['last-event-id'] === undefined ? [started, ended] : [ended]);
      response.end();
    });
    const io = testIo({ url: campaign.api.url });
    expect(await runCli(['watch', 'r1'], io)).toBe(0);
    expect(io.written.err.match(/run\.\w+/g)).toEqual(['run.started', 'run.completed']);
  });

  test('that never holds is given up after eight tries, with growing pauses', async () => {
    campaign.api.respond('GET /runs/r1/events', (_request, response) => response.destroy());
    const io = testIo({ url: campaign.api.url });
    expect(await runCli(['watch', 'r1'], io)).toBe(1);
    expect(io.waits).toEqual([500, 1_000, 2_000, 4_000, 5_000, 5_000, 5_000, 5_000]);
    expect(io.written.err).toContain('the run goes on without us; see it with wf get r1, or wf watch r1');
  });

  test('waits as long as the server asks before it is taken up again', async () => {
    let connections = 0;
    campaign.api.respond('GET /runs/r1/events', (_request, response) => {
      connections += 1;
      if (connections === 1) response.writeHead(200).end(`retry: 70\n\n`);
      else campaign.write(response.writeHead(200), [ended]);
    });
    const io = testIo({ url: campaign.api.url });
    expect(await runCli(['watch', 'r1'], io)).toBe(0);
    expect(io.waits).toContain(70);
  });

  test('that the API refuses is not tried again', async () => {
    campaign.api.refuse('GET /runs/r1/events', 403, 'FORBIDDEN', 'The key may not read runs.');
    const io = testIo({ url: campaign.api.url });
    expect(await runCli(['watch', 'r1'], io)).toBe(1);
    expect(campaign.api.calls('GET /runs/r1/events')).toHaveLength(1);
    expect(io.written.err).toContain('wf: FORBIDDEN The key may not read runs. (403)\n  Next: use a key');
  });

  test('that is left open after the end of the run does not hold us up', async () => {
    campaign.api.respond('GET /runs/r1/events', (_request, response) => {
      campaign.run = sampleRun({ status: 'cancelled', finishedAt });
      response.writeHead(200).write(wire(started));
    });
    const io = testIo({ url: campaign.api.url, holds: () => false });
    expect(await runCli(['watch', 'r1'], io)).toBe(1);
    expect(io.written.out).toContain('r1  cancelled');
  });

  test('that is answered with 204 was the last', async () => {
    campaign.run = sampleRun({ status: 'completed', finishedAt });
    campaign.api.respond('GET /runs/r1/events', (_request, response) => response.writeHead(204).end());
    expect(await runCli(['watch', 'r1'], testIo({ url: campaign.api.url }))).toBe(0);
  });
});
