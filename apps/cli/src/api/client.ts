import {
  AcceptedResponse,
  AgentsResponse,
  EmittedEvent,
  PublishWorkflowResponse,
  Run,
  RunPage,
  RunReport,
  StartRunResponse,
  WorkflowPage,
  WorkflowPlan,
  WorkflowSummary,
  type ApproveStepRequest,
  type CancelRunRequest,
  type EmitEventRequest,
  type ResolveStepRequest,
  type RetryRunRequest,
  SignalledResponse,
  type SignalRunRequest,
  type StartRunRequest,
  type TimelineEvent,
} from '@workflow/contract';
import type { Io } from '../io.js';
import { checked, type Shape } from './answer.js';
import { findEndpoint, type Endpoint } from './endpoint.js';
import { readEvents, type StreamNotes } from './event-stream.js';
import { bodyOf, send, type Request } from './request.js';

/** How long one answer may take. The live stream has no such limit. */
const answerMs = 30_000;

/** The REST API, one method a call. Every method throws CliFailure when it is refused, and Interrupted on Ctrl-C. */
export class ApiClient {
  readonly endpoint: Endpoint;

  /** @throws CliFailure when `WF_URL` is no URL */
  constructor(private readonly io: Io) {
    this.endpoint = findEndpoint(io);
  }

  /** `isNew` is false when the latest version says the same already. */
  async publish(body: { type: string; text: string }): Promise<{ published: PublishWorkflowResponse; isNew: boolean }> {
    const response = await this.send({ method: 'POST', path: '/workflows', body });
    return { published: await this.read(response, PublishWorkflowResponse), isNew: response.status === 201 };
  }

  /** One page, by id, as long as the API makes one; `cursor` is of the page before. */
  workflows(cursor?: string): Promise<WorkflowPage> {
    const from = cursor === undefined ? '' : `&cursor=${segment(cursor)}`;
    return this.get(`/workflows?limit=100${from}`, WorkflowPage);
  }

  workflow(workflowId: string): Promise<WorkflowSummary> {
    return this.get(`/workflows/${segment(workflowId)}`, WorkflowSummary);
  }

  plan(workflowId: string, version: number): Promise<WorkflowPlan> {
    return this.get(`/workflows/${segment(workflowId)}/plan?version=${version}`, WorkflowPlan);
  }

  async start(workflowId: string, request: Partial<StartRunRequest>, key?: string): Promise<StartRunResponse> {
    const headers = key === undefined ? undefined : { 'idempotency-key': key };
    const path = `/workflows/${segment(workflowId)}/runs`;
    return this.read(await this.send({ method: 'POST', path, headers, body: json(request) }), StartRunResponse);
  }

  run(runId: string): Promise<Run> {
    return this.get(`/runs/${segment(runId)}`, Run);
  }

  runs(query: Readonly<Record<string, string | undefined>>): Promise<RunPage> {
    const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
    const search = new URLSearchParams(given).toString();
    return this.get(search === '' ? '/runs' : `/runs?${search}`, RunPage);
  }

  report(runId: string): Promise<RunReport> {
    return this.get(`/runs/${segment(runId)}/report`, RunReport);
  }

  agents(): Promise<AgentsResponse> {
    return this.get('/agents', AgentsResponse);
  }

  resolve(runId: string, stepId: string, request: ResolveStepRequest): Promise<Run> {
    return this.tell(['steps', stepId, 'resolve'], runId, Run, request);
  }

  cancel(runId: string, request: CancelRunRequest): Promise<Run> {
    return this.tell(['cancel'], runId, Run, request);
  }

  pause(runId: string): Promise<Run> {
    return this.tell(['pause'], runId, Run);
  }

  resume(runId: string): Promise<Run> {
    return this.tell(['resume'], runId, Run);
  }

  retry(runId: string, request: RetryRunRequest): Promise<StartRunResponse> {
    return this.tell(['retry'], runId, StartRunResponse, request);
  }

  signal(runId: string, name: string, request: SignalRunRequest): Promise<SignalledResponse> {
    return this.tell(['signals', name], runId, SignalledResponse, request);
  }

  async emit(name: string, payload: EmitEventRequest, key?: string): Promise<EmittedEvent> {
    const headers = key === undefined ? undefined : { 'idempotency-key': key };
    const path = `/events/${segment(name)}`;
    return this.read(await this.send({ method: 'POST', path, headers, body: json(payload) }), EmittedEvent);
  }

  approve(runId: string, stepId: string, request: ApproveStepRequest): Promise<AcceptedResponse> {
    return this.tell(['approvals', stepId], runId, AcceptedResponse, request);
  }

  /** The live stream of a run, from after `lastEventId`, or from the beginning. */
  async events(
    runId: string,
    lastEventId: string | undefined,
    signal: AbortSignal,
    notes: StreamNotes,
  ): Promise<AsyncIterable<TimelineEvent>> {
    const headers = {
      accept: 'text/event-stream',
      ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
    };
    const response = await send(this.io, this.endpoint, {
      method: 'GET',
      path: `/runs/${segment(runId)}/events`,
      headers,
      signal,
    });
    return readEvents(response.body, notes);
  }

  private async get<T>(path: string, shape: Shape<T>): Promise<T> {
    return this.read(await this.send({ method: 'GET', path }), shape);
  }

  private async tell<T>(verb: readonly string[], runId: string, shape: Shape<T>, request?: object): Promise<T> {
    const path = `/runs/${[runId, ...verb].map(segment).join('/')}`;
    return this.read(
      await this.send({ method: 'POST', path, body: request === undefined ? undefined : json(request) }),
      shape,
    );
  }

  private send(request: Request): Promise<Response> {
    return send(this.io, this.endpoint, { ...request, signal: AbortSignal.timeout(answerMs) });
  }

  private async read<T>(response: Response, shape: Shape<T>): Promise<T> {
    return checked(shape, await bodyOf(this.io, this.endpoint, response), `The answer of ${this.endpoint.url}`);
  }
}

function json(value: object): { type: string; text: string } {
  return { type: 'application/json', text: JSON.stringify(value) };
}

function segment(text: string): string {
  return encodeURIComponent(text);
}
