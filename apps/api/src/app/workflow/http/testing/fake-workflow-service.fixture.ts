import {
  runLinks,
  type EmittedEvent,
  type Run,
  type RunReport,
  type RunStatus,
  type StepState,
  type TimelineEvent,
} from '@workflow/contract';
import { WorkflowError, defaultRetry, type Plan, type PlannedStep, type WorkflowDefinition } from '@workflow/core';
import type { WorkflowService } from '../../workflow.service.js';
import type {
  AgentsView,
  Caller,
  DefinitionSource,
  EmitOptions,
  ListRunsQuery,
  Page,
  PublishedWorkflow,
  StartedRun,
  StartOptions,
  ValidationResult,
  WorkflowSummary,
  SignalOptions,
} from '../../workflow.types.js';

export const fakeTeam = 'team_123';
export const fakeRunId = 'wr_0-01JD0000000000000000000000';
const at = '2026-11-20T10:00:00.000Z';
const checksum = `sha256:${'0'.repeat(64)}`;
const problem = { path: '/steps/0', code: 'UNKNOWN_AGENT', message: 'No such agent.', line: 3, column: 5 } as const;

/** A service for tests of the door: one team, one workflow `demo`, one run; keeps what it was asked. */
export class FakeWorkflowService implements Pick<WorkflowService, keyof WorkflowService> {
  readonly calls: { readonly verb: string; readonly given: readonly unknown[] }[] = [];
  status: RunStatus = 'running';
  /** Thrown by the next call of any verb. */
  failure: Error | undefined;
  /** What `events` gives; it stays open after the last until `finishEvents`. */
  timelineEvents: TimelineEvent[] = [];
  aborted = 0;
  private readonly waiters = new Set<() => void>();

  lastCall(verb: string): readonly unknown[] | undefined {
    return this.calls.findLast((call) => call.verb === verb)?.given;
  }

  append(event: TimelineEvent): void {
    this.timelineEvents.push(event);
    this.wake();
  }

  finish(status: RunStatus = 'completed'): void {
    this.status = status;
    this.wake();
  }

  async publish(source: DefinitionSource | object, caller: Caller): Promise<PublishedWorkflow> {
    this.note('publish', source, caller);
    const text = (source as { text?: string }).text ?? '';
    if (text.includes('broken')) throw new WorkflowError('INVALID_DEFINITION', 'One problem.', { details: [problem] });
    return { id: 'demo', version: 1, checksum, warnings: [], isNew: !text.includes('same') };
  }

  async validate(source: DefinitionSource | object, caller: Caller): Promise<ValidationResult> {
    this.note('validate', source, caller);
    return { valid: false, problems: [problem], warnings: [] };
  }

  async listWorkflows(query: Caller & { cursor?: string; limit?: number }): Promise<Page<WorkflowSummary>> {
    this.note('listWorkflows', query);
    return { items: query.teamId === fakeTeam ? [this.summary()] : [] };
  }

  async getWorkflow(id: string, caller: Caller): Promise<WorkflowSummary> {
    this.find('getWorkflow', id, 'demo', caller);
    return this.summary();
  }

  async getVersion(
    id: string,
    version: number,
    caller: Caller,
  ): Promise<WorkflowSummary & { version: number; definition: object }> {
    this.find('getVersion', id, 'demo', caller, version);
    return { ...this.summary(), version, definition: { ...definition } };
  }

  async plan(id: string, caller: Caller & { version?: number }): Promise<Plan> {
    this.find('plan', id, 'demo', caller);
    // The door shows where steps stand; what they were compiled to is never looked at.
    return plan as Plan;
  }

  async retire(id: string, caller: Caller): Promise<void> {
    this.find('retire', id, 'demo', caller);
  }

  async start(workflowId: string, trigger: object, options: StartOptions): Promise<StartedRun> {
    this.find('start', workflowId, 'demo', options, trigger);
    return { runId: fakeRunId, status: this.status, isNew: options.idempotencyKey !== 'known' };
  }

  async step(runId: string, path: string, caller: Caller): Promise<StepState> {
    this.find('step', runId, fakeRunId, caller, path);
    return { stepId: path, status: 'completed', kind: 'action', agent: 'LUCI', action: 'research_lead', attempts: 1 };
  }

  async get(runId: string, caller: Caller): Promise<Run> {
    this.find('get', runId, fakeRunId, caller);
    return this.run();
  }

  async list(query: ListRunsQuery): Promise<Page<Run>> {
    this.note('list', query);
    return { items: query.teamId === fakeTeam ? [this.run()] : [], nextCursor: 'next' };
  }

  async timeline(runId: string, query: Caller & { cursor?: string; limit?: number }): Promise<Page<TimelineEvent>> {
    this.find('timeline', runId, fakeRunId, query);
    return { items: this.timelineEvents };
  }

  async *events(
    runId: string,
    query: Caller & { after?: string; signal?: AbortSignal },
  ): AsyncGenerator<TimelineEvent> {
    this.find('events', runId, fakeRunId, query);
    const { after, signal } = query;
    const wake = () => this.wake();
    signal?.addEventListener('abort', wake);
    try {
      let index = after === undefined ? 0 : this.timelineEvents.findIndex(({ id }) => id === after) + 1;
      for (;;) {
        if (signal?.aborted) return;
        const event = this.timelineEvents[index];
        if (event !== undefined) {
          index += 1;
          yield event;
        } else if (this.status !== 'running') {
          return;
        } else {
          await new Promise<void>((resolve) => this.waiters.add(resolve));
        }
      }
    } finally {
      signal?.removeEventListener('abort', wake);
      if (signal?.aborted) this.aborted += 1;
    }
  }

  async report(runId: string, caller: Caller): Promise<RunReport> {
    this.find('report', runId, fakeRunId, caller);
    const execution = { status: this.status, workflowId: 'demo', version: 1, steps: { running: 1 }, sandbox: [] };
    return { runId, execution, performance: [], errors: [], recommendations: [], notBuilt: [] };
  }

  async result(runId: string, options: Caller & { timeout: number; signal?: AbortSignal }): Promise<Run> {
    this.find('result', runId, fakeRunId, options);
    this.status = 'completed';
    return this.run();
  }

  async resolve(runId: string, stepId: string, resolution: object, caller: Caller): Promise<Run> {
    this.find('resolve', runId, fakeRunId, caller, stepId, resolution);
    if (stepId !== 'research')
      throw new WorkflowError('CONFLICT', 'The step is completed.', { details: { state: 'completed' } });
    return this.run();
  }

  async cancel(runId: string, options: Caller & { reason?: string; compensate?: boolean }): Promise<Run> {
    this.find('cancel', runId, fakeRunId, options);
    return this.run();
  }

  async agents(): Promise<AgentsView> {
    this.note('agents');
    return { agents: [], transformers: [], health: {}, sandbox: [] };
  }

  async signal(runId: string, name: string, payload: unknown, options: SignalOptions): Promise<'given'> {
    this.find('signal', runId, fakeRunId, options, name, payload);
    return 'given';
  }

  async signalKey(name: string, key: string, payload: unknown, options: SignalOptions): Promise<'kept'> {
    this.note('signalKey', name, key, payload, options);
    return 'kept';
  }

  async emit(name: string, payload: object, options: EmitOptions): Promise<EmittedEvent> {
    this.note('emit', name, payload, options);
    return { runs: [{ workflowId: 'demo', runId: fakeRunId }], refused: [] };
  }

  async approve(runId: string, stepId: string, answer: object, caller: Caller): Promise<void> {
    this.find('approve', runId, fakeRunId, caller, stepId, answer);
  }

  pause = notBuilt;
  resume = notBuilt;
  retry = notBuilt;

  private wake(): void {
    for (const resolve of this.waiters) resolve();
    this.waiters.clear();
  }

  private note(verb: string, ...given: unknown[]): void {
    this.calls.push({ verb, given });
    const { failure } = this;
    this.failure = undefined;
    if (failure !== undefined) throw failure;
  }

  private find(verb: string, id: string, known: string, caller: Caller, ...given: unknown[]): void {
    this.note(verb, id, caller, ...given);
    if (id !== known || caller.teamId !== fakeTeam) throw new WorkflowError('NOT_FOUND', `There is no '${id}'.`);
  }

  private summary(): WorkflowSummary {
    return { id: 'demo', latestVersion: 1, checksum, publishedAt: at, isRetired: false };
  }

  private run(): Run {
    return {
      runId: fakeRunId,
      workflowId: 'demo',
      version: 1,
      status: this.status,
      correlationId: 'c',
      createdAt: at,
      sandbox: [],
      links: runLinks(fakeRunId, '/elsewhere'),
      trigger: {},
      steps: [{ stepId: 'research', kind: 'action', status: 'running', attempts: 1 }],
    };
  }
}

async function notBuilt(): Promise<never> {
  throw new WorkflowError('NOT_BUILT', 'Not built yet.');
}

const step = (id: string, dependsOn: readonly string[]) => ({
  kind: 'action' as const,
  id,
  agent: 'LUCI',
  action: 'research_lead',
  inputs: {},
  dependsOn: { steps: dependsOn, join: 'all' as const, onDead: 'skip' as const },
  retry: defaultRetry,
  onError: { kind: 'fail' as const },
});

const first = step('a', []);
const second = step('b', ['a']);

const definition: WorkflowDefinition = {
  id: 'demo',
  inputs: [],
  triggers: [],
  steps: [first, second],
  outputs: [],
  errorHandler: { rollback: false, notify: [], announce: false },
  onFailure: 'drain',
  priority: 50,
};

/** `b` waits for `a`, whose output it reads. */
/** The part of a plan that its description reads. */
interface ShownPlan extends Pick<Plan, 'definition' | 'roots' | 'levels' | 'criticalPath'> {
  readonly steps: ReadonlyMap<string, Pick<PlannedStep, 'step' | 'dependencies' | 'dependents' | 'level'>>;
}

const plan: ShownPlan = {
  definition,
  steps: new Map([
    ['a', { step: first, dependencies: [], dependents: [{ stepId: 'b', isGate: false, isBranch: false }], level: 0 }],
    [
      'b',
      {
        step: second,
        dependencies: [
          {
            stepId: 'a',
            isGate: false,
            reasons: [{ kind: 'read', path: '/inputs/x', expression: 'steps.a.output' }],
          },
        ],
        dependents: [],
        level: 1,
      },
    ],
  ]),
  roots: ['a'],
  levels: [['a'], ['b']],
  criticalPath: ['a', 'b'],
};
