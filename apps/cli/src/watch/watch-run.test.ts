import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runCli } from '../run-cli.js';
import { ended, finishedAt, LiveCampaign, researched, started, written } from '../testing/live-campaign.fixture.js';
import { completedStep, sampleEvent, sampleRun, sampleStep, wire } from '../testing/samples.fixture.js';
import { testIo } from '../testing/test-io.fixture.js';

let campaign: LiveCampaign;

beforeEach(async () => {
  campaign = await LiveCampaign.start();
});
afterEach(() => campaign.api.stop());

describe('off a terminal', () => {
  test('logs each event once with what the step gave, then the result, and ends with 0', async () => {
    campaign.api.respond('GET /runs/r1/events', (_request, response) => {
      campaign.write(response, [started, researched, written, ended]);
      response.end();
    });
    const io = testIo({ url: campaign.api.url });
    expect(await runCli(['watch', 'r1'], io)).toBe(0);
    expect(io.written.err.split('\n')).toEqual([
      '10:00:01  run.started  r1',
      '10:00:02  step.completed  research  1.5 s  {"confidence":0.9}',
      '10:00:03  step.completed  outreach  attempt 2  1.5 s  Hello',
      '10:00:04  run.completed  r1',
      '',
    ]);
    expect(io.written.out).toBe('outreach-campaign v3  r1  completed  4.0 s\n  text: "Hello"\n');
  });

  test('shows the reason of a failure and ends with 1', async () => {
    const error = { code: 'PROVIDER_REJECTED', message: 'no such number' };
    campaign.api.respond('GET /runs/r1/events', (_request, response) => {
      const steps = [sampleStep('research', { status: 'failed', finishedAt: '2026-11-20T10:00:02.000Z', error })];
      campaign.run = sampleRun({ status: 'failed', finishedAt, steps, error: { ...error, stepId: 'research' } });
      response
        .writeHead(200)
        .end(wire(sampleEvent('1', 'step.failed', { stepId: 'research' })) + wire(sampleEvent('2', 'run.failed')));
    });
    const io = testIo({ url: campaign.api.url });
    expect(await runCli(['watch', 'r1'], io)).toBe(1);
    expect(io.written.err).toContain('step.failed  research  1.0 s  PROVIDER_REJECTED no such number');
    expect(io.written.out).toContain('failed  4.0 s\n  PROVIDER_REJECTED no such number\n');
  });

  test('keeps what strangers wrote from steering the terminal', async () => {
    campaign.api.respond('GET /runs/r1/events', (_request, response) => {
      campaign.run = sampleRun({
        status: 'completed',
        finishedAt,
        steps: [completedStep('research', '\u001b]0;owned\u0007hi\u009b2J')],
      });
      response.writeHead(200).end(wire(researched) + wire(ended));
    });
    const io = testIo({ url: campaign.api.url });
    expect(await runCli(['watch', 'r1'], io)).toBe(0);
    expect(io.written.err).toContain('1.5 s  ]0;ownedhi2J\n');
  });

  test('with --json gives events line by line on stderr and the run as it came on stdout', async () => {
    campaign.api.respond('GET /runs/r1/events', (_request, response) => {
      campaign.write(response, [started, ended]);
      campaign.run = { ...campaign.run, ...{ addedLater: true } };
      response.end();
    });
    const io = testIo({ url: campaign.api.url });
    expect(await runCli(['watch', 'r1', '--json'], io)).toBe(0);
    expect(
      io.written.err
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual([started, ended]);
    expect(JSON.parse(io.written.out)).toMatchObject({ runId: 'r1', status: 'completed', addedLater: true });
  });
});

describe('on a terminal', () => {
  test('draws the steps under each other over the frame before', async () => {
    campaign.api.respond('GET /runs/r1/events', (_request, response) => {
      campaign.write(response, [started, researched, written, ended]);
      response.end();
    });
    const io = testIo({ url: campaign.api.url, isTerminal: true, env: { NO_COLOR: '1' } });
    expect(await runCli(['watch', 'r1'], io)).toBe(0);
    const frames = io.written.err.split('\u001b[?7l').slice(1);
    expect(frames[0]).toBe(
      '\r\u001b[0Joutreach-campaign v3  r1  running  5.0 s\n● research    running  4.0 s\n·   outreach  pending\n\u001b[?7h',
    );
    expect(frames.at(-1)).toBe(
      '\u001b[3A\r\u001b[0Joutreach-campaign v3  r1  completed  4.0 s\n' +
        '✔ research    completed  1.5 s  {"confidence":0.9}\n✔   outreach  completed  1.5 s  Hello\n\u001b[?7h',
    );
  });

  test('shows the liveliest steps of a run that is longer than the screen', async () => {
    const many = Array.from({ length: 20 }, (_, index) => completedStep(`done${index}`, {}));
    campaign.run = sampleRun({ status: 'completed', finishedAt, steps: [...many, sampleStep('late')] });
    campaign.api.respond('GET /runs/r1/events', (_request, response) => response.writeHead(204).end());
    const io = testIo({ url: campaign.api.url, isTerminal: true, rows: 8, env: { NO_COLOR: '1' } });
    expect(await runCli(['watch', 'r1'], io)).toBe(0);
    expect(io.written.err).toContain('● late');
    expect(io.written.err).toContain('… 17 more steps');
  });

  test('goes on without indentation where there is no plan, and says so', async () => {
    campaign.api.refuse('GET /workflows/outreach-campaign/plan', 404, 'NOT_FOUND', 'no such workflow');
    campaign.run = sampleRun({ status: 'completed', finishedAt });
    campaign.api.respond('GET /runs/r1/events', (_request, response) => response.writeHead(204).end());
    const io = testIo({ url: campaign.api.url, isTerminal: true });
    expect(await runCli(['watch', 'r1'], io)).toBe(0);
    expect(io.written.err).toContain('without the plan the steps are not indented: no such workflow (404)');
  });
});

describe('Ctrl-C ends the watching with 130 and says how to go on', () => {
  const words = 'no longer watching; the run goes on: wf watch r1';

  test('between two events', async () => {
    const io = testIo({ url: campaign.api.url });
    campaign.api.respond('GET /runs/r1/events', (_request, response) => {
      campaign.write(response, [started]);
      io.interrupt();
    });
    expect(await runCli(['watch', 'r1'], io)).toBe(130);
    expect(io.written.err).toContain(`${words}\n`);
    expect(io.written.out).toBe('');
  });

  test.each(['GET /runs/r1', 'GET /workflows/outreach-campaign/plan', 'GET /runs/r1/events'])(
    'on a terminal that waits for %s',
    async (call) => {
      const io = testIo({ url: campaign.api.url, isTerminal: true, env: { NO_COLOR: '1' } });
      campaign.api.respond(call, () => io.interrupt());
      expect(await runCli(['watch', 'r1'], io)).toBe(130);
      expect(io.written.err.endsWith(`${words}\n`)).toBe(true);
    },
  );

  test('in a note for a program', async () => {
    const io = testIo({ url: campaign.api.url });
    campaign.api.respond('GET /runs/r1/events', () => io.interrupt());
    expect(await runCli(['watch', 'r1', '--json'], io)).toBe(130);
    expect(JSON.parse(io.written.err)).toEqual({ note: words });
  });
});
