import type { ServerResponse } from 'node:http';
import type { Run, TimelineEvent } from '@workflow/contract';
import { ApiStandIn } from './api-stand-in.fixture.js';
import { completedStep, sampleEvent, samplePlan, sampleRun, sampleStep, wire } from './samples.fixture.js';

export const started = sampleEvent('1', 'run.started');
export const researched = sampleEvent('2', 'step.completed', { stepId: 'research', attempt: 1 });
export const written = sampleEvent('3', 'step.completed', { stepId: 'outreach', attempt: 2 });
export const ended = sampleEvent('4', 'run.completed');
export const finishedAt = '2026-11-20T10:00:04.000Z';

/** An API with one run, `r1`, that moves on as the test writes its events. */
export class LiveCampaign {
  run: Run = sampleRun();

  private constructor(readonly api: ApiStandIn) {}

  static async start(): Promise<LiveCampaign> {
    const campaign = new LiveCampaign(await ApiStandIn.start());
    campaign.api.answer('GET /runs/r1', 200, () => campaign.run);
    campaign.api.answer('GET /workflows/outreach-campaign/plan', 200, samplePlan);
    return campaign;
  }

  /** Writes events to a live stream; the run is where its last event says before that event is on its way. */
  write(response: ServerResponse, events: readonly TimelineEvent[]): void {
    if (!response.headersSent) response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const event of events) {
      this.run = { ...this.run, ...this.changeOf(event) };
      response.write(wire(event));
    }
  }

  private changeOf(event: TimelineEvent): Partial<Run> {
    const research = completedStep('research', { confidence: 0.9 });
    if (event === researched) return { steps: [research, sampleStep('outreach')] };
    if (event === written) return { steps: [research, completedStep('outreach', 'Hello\nAnn')] };
    if (event === ended) return { status: 'completed', finishedAt, outputs: { text: 'Hello' } };
    return {};
  }
}
