import { Req, Res } from '@nestjs/common';
import { routes, type AnswerOf, type InputOf } from '@workflow/contract';
import type { Caller, StartedRun } from '../workflow.types.js';
import { WorkflowService } from '../workflow.service.js';
import { clientGone, type HttpRequest, type HttpResponse } from './adapter.js';
import { correlationOf, traceparentOf } from './correlation.js';
import { LiveEvents } from './events/live-events.js';
import { HostPrefix } from './host-prefix.js';
import { CalledBy } from './input/caller.decorator.js';
import { Input, Serves, WorkflowController } from './input/serves.decorator.js';

const ended: readonly string[] = ['completed', 'failed', 'cancelled', 'compensated'];

@WorkflowController()
export class RunsController {
  constructor(
    private readonly workflows: WorkflowService,
    private readonly prefix: HostPrefix,
    private readonly live: LiveEvents,
  ) {}

  @Serves(routes.startRun)
  async start(
    @Input() { params, query, headers, body }: InputOf<typeof routes.startRun>,
    @CalledBy() caller: Caller,
    @Req() request: HttpRequest,
    @Res({ passthrough: true }) response: HttpResponse,
  ): Promise<AnswerOf<typeof routes.startRun>> {
    const { trigger, ...asked } = body;
    const started = await this.workflows.start(params.id, trigger, {
      ...caller,
      ...asked,
      correlationId: body.correlationId ?? correlationOf(request),
      traceparent: traceparentOf(request),
      idempotencyKey: headers['idempotency-key'],
    });
    const status = query.wait ? await this.waitFor(started, query.wait, caller, response) : started.status;
    if (!started.isNew) response.status(200);
    return { runId: started.runId, status, links: this.prefix.links(started.runId) };
  }

  @Serves(routes.listRuns)
  async list(
    @Input() { query }: InputOf<typeof routes.listRuns>,
    @CalledBy() caller: Caller,
  ): Promise<AnswerOf<typeof routes.listRuns>> {
    const page = await this.workflows.list({ ...caller, ...query });
    return { ...page, items: page.items.map((run) => this.prefix.link(run)) };
  }

  @Serves(routes.getRun)
  async get(
    @Input() { params }: InputOf<typeof routes.getRun>,
    @CalledBy() caller: Caller,
  ): Promise<AnswerOf<typeof routes.getRun>> {
    return this.prefix.link(await this.workflows.get(params.runId, caller));
  }

  @Serves(routes.getStep)
  async step(
    @Input() { params }: InputOf<typeof routes.getStep>,
    @CalledBy() caller: Caller,
  ): Promise<AnswerOf<typeof routes.getStep>> {
    return this.workflows.step(params.runId, params.stepId, caller);
  }

  @Serves(routes.getTimeline)
  async timeline(
    @Input() { params, query }: InputOf<typeof routes.getTimeline>,
    @CalledBy() caller: Caller,
  ): Promise<AnswerOf<typeof routes.getTimeline>> {
    return this.workflows.timeline(params.runId, { ...caller, ...query });
  }

  @Serves(routes.streamEvents)
  async events(
    @Input() { params, query, headers }: InputOf<typeof routes.streamEvents>,
    @CalledBy() caller: Caller,
    @Req() request: HttpRequest,
    @Res() response: HttpResponse,
  ): Promise<void> {
    const { status } = await this.workflows.get(params.runId, caller);
    // A reconnecting browser keeps the first URL: the header is the newer of the two.
    const after = headers['last-event-id'] ?? query.after;
    await this.live.send({
      request,
      response,
      hasEnded: ended.includes(status),
      events: (signal) => this.workflows.events(params.runId, { ...caller, after, signal }),
    });
  }

  @Serves(routes.getReport)
  async report(
    @Input() { params }: InputOf<typeof routes.getReport>,
    @CalledBy() caller: Caller,
  ): Promise<AnswerOf<typeof routes.getReport>> {
    return this.workflows.report(params.runId, caller);
  }

  private async waitFor({ runId, status }: StartedRun, seconds: number, caller: Caller, response: HttpResponse) {
    const signal = clientGone(response);
    try {
      return (await this.workflows.result(runId, { ...caller, timeout: seconds * 1_000, signal })).status;
    } catch (error) {
      if (signal.aborted) return status;
      throw error;
    }
  }
}
