import { TerminalError, UnknownOutcomeError, WorkflowError, type ActionStep } from '@workflow/core';
import type { AgentContext } from '../agents/agent-context.js';
import type { RegisteredAction, AgentRegistry } from '../agents/agent-registry.js';
import type { AgentSettingsPort } from '../agents/agent-settings.port.js';
import { callAction } from '../agents/call-action.js';
import type { Transformer } from '../agents/transformer.js';
import type { SendDoor } from '../compliance/door/send-door.js';
import type { SendLedger } from '../compliance/ledger/send-ledger.js';
import { isOpen } from '../compliance/ledger/send-entry.js';
import { endOfError, type AttemptEnd } from './attempt-end.js';
import { AttemptAbort } from './active-attempts.js';
import type { Delivery, NotifyDelivery } from './delivery.js';
import type { EngineLogger } from './engine-logger.js';
import { stepJobId } from './job-data.js';
import type { ProgressWriter } from '../timeline/progress-writer.js';
import type { TakenStep } from './taken-step.js';
import { withDeadline } from './with-deadline.js';

/** One call of an action: what it is for, and under which key. */
export interface ActionRun {
  readonly action: RegisteredAction;
  readonly stepId: string;
  readonly attempt: number;
  readonly idempotencyKey: string;
  /** Milliseconds; absent means that only the run's own end bounds it. */
  readonly timeout?: number;
  readonly act: (ctx: AgentContext) => Promise<unknown>;
}

/** Lets agents act: context, timeout through abort, and what the end of it means. */
export class AttemptRunner {
  constructor(
    private readonly registry: AgentRegistry,
    private readonly settings: AgentSettingsPort,
    private readonly sends: { readonly door: SendDoor; readonly ledger: SendLedger },
    private readonly progress: ProgressWriter,
    private readonly clock: { now(): number },
    private readonly logger: EngineLogger,
  ) {}

  /** One attempt of a step. Never throws: what goes wrong is how the attempt ended. */
  async run(delivery: Delivery, taken: TakenStep, definition: ActionStep): Promise<AttemptEnd> {
    const { planned } = delivery.step(taken.stepId);
    const run = (action: RegisteredAction): ActionRun => ({
      action,
      stepId: taken.stepId,
      attempt: taken.attempts,
      idempotencyKey: stepJobId(delivery.run.runId, taken.stepId),
      timeout: definition.timeout,
      act: (ctx) => {
        const transformer = this.findTransformer(definition);
        return callAction({ action, inputs: planned.inputs, transformer, context: taken.context }, ctx);
      },
    });
    try {
      return { kind: 'completed', output: await this.call(delivery, run(this.find(definition))) };
    } catch (error) {
      return this.#endOf(delivery, taken.stepId, error);
    }
  }

  /** Calls an action under a context of its own. @throws whatever the action throws, and what ended it from outside */
  async call(delivery: Delivery | NotifyDelivery, run: ActionRun): Promise<unknown> {
    const settings = await this.settings.find(delivery.run.teamId, run.action.agent);
    if (!settings.enabled) {
      throw new TerminalError(
        'FORBIDDEN',
        `Agent ${run.action.agent} is switched off for team ${delivery.run.teamId}.`,
      );
    }
    return withDeadline(delivery.signal, run.timeout, (signal) =>
      run.act(this.#context(delivery, run, signal, settings)),
    );
  }

  /** @throws TerminalError when no agent of this process has the action */
  find({ agent, action }: { agent: string; action: string }): RegisteredAction {
    const found = this.registry.find(agent, action);
    if (found === undefined) throw new TerminalError('NOT_FOUND', `No agent of this process has ${agent}.${action}.`);
    return found;
  }

  /** Of a step that asks for one. @throws TerminalError when this process does not have it */
  findTransformer({ transform }: ActionStep): Transformer | undefined {
    if (transform === undefined) return undefined;
    const found = this.registry.findTransformer(transform.source, transform.target);
    if (found !== undefined) return found;
    throw new TerminalError(
      'INVALID_INPUT',
      `No transformer ${transform.source} -> ${transform.target} is registered.`,
    );
  }

  /** True when the step has written the intent to send, and nobody knows what became of it. */
  async hasOpenSend(delivery: Delivery, stepId: string): Promise<boolean> {
    const { definition } = delivery.step(stepId);
    if (definition.kind !== 'action') return false;
    if (this.registry.find(definition.agent, definition.action)?.action.effect !== 'send') return false;
    const entry = await this.sends.ledger.find(delivery.run.teamId, stepJobId(delivery.run.runId, stepId));
    return entry !== undefined && isOpen(entry);
  }

  /** A failure that leaves an intent open is not a failure: the outcome is unknown, whatever `retry` says. */
  async #endOf(delivery: Delivery, stepId: string, error: unknown): Promise<AttemptEnd> {
    if (!(error instanceof WorkflowError) && !(error instanceof AttemptAbort)) {
      // The run keeps the message alone; where it was thrown is for who wrote the agent.
      this.logger.warn({ ...delivery.run, stepId, err: error }, 'the agent threw');
    }
    const isForUs = !(error instanceof AttemptAbort) && !(error instanceof UnknownOutcomeError);
    if (isForUs && (await this.hasOpenSend(delivery, stepId))) {
      const { code, message } = messageOf(error);
      return {
        kind: 'unknown',
        reason: {
          code: 'SEND_UNKNOWN',
          message: `The attempt ended (${code}: ${message}) with its send open.`,
          stepId,
        },
      };
    }
    return endOfError(error, stepId);
  }

  #context(
    delivery: Delivery | NotifyDelivery,
    run: ActionRun,
    signal: AbortSignal,
    settings: AgentContext['settings'],
  ): AgentContext {
    const { teamId, runId, correlationId, traceparent } = delivery.run;
    const { stepId, attempt, idempotencyKey } = run;
    const { agent, action } = run.action;
    const logger = this.logger.child({ teamId, runId, stepId, attempt, agent, action: action.name, correlationId });
    const now = (): number => this.clock.now();
    const tell = (type: string, data: object): Promise<void> =>
      this.progress.write({ teamId, runId, stepId, attempt, type, data });
    const sending = { teamId, runId, stepId, attempt, idempotencyKey, signal, logger, now };
    const send = this.sends.door.open({ ...sending, note: ({ type, ...data }) => tell(type, data) });
    return {
      signal,
      teamId,
      runId,
      stepId,
      attempt,
      idempotencyKey,
      correlationId,
      traceparent,
      settings,
      logger,
      now,
      send,
      progress: (fraction, note) => {
        const data = { fraction: Math.min(1, Math.max(0, fraction)), note };
        tell('step.progress', data).catch((error: unknown) => {
          logger.warn({ err: error }, 'a line of progress was lost');
        });
      },
      heartbeat: () => signal.throwIfAborted(),
    };
  }
}

function messageOf(error: unknown): { code: string; message: string } {
  const end = endOfError(error, '');
  return end.kind === 'failed' ? end.reason : { code: 'AGENT_FAILED', message: 'it was interrupted' };
}
