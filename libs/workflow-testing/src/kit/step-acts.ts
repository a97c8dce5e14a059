import {
  containerOf,
  decideControl,
  DeferredError,
  renderValue,
  UnknownOutcomeError,
  type ActionStep,
  type DecidedControl,
  type ExpressionContext,
  type StepPlace,
} from '@workflow/core';
import { failAttempt, pauseStep } from './attempt-failures.js';
import { callAgent } from './call-agent.js';
import { startChild } from './children.js';
import type { MemoryRun } from './memory-run.js';
import { reasonOf } from './failure-of.js';
import { armStep } from './waits.js';

/** What steps of a run do once they have begun, by their kind. */
export class StepActs {
  constructor(private readonly run: MemoryRun) {}

  act(place: StepPlace, context: ExpressionContext): void {
    const { path, planned } = place;
    try {
      if (planned.step.kind === 'action') return this.#callAgent(place, planned.step, context);
      if (containerOf(planned) !== undefined) return this.run.containers.open(place, context);
      switch (planned.control?.kind) {
        case 'wait':
        case 'deferredChoice':
        case 'approval':
          return armStep(this.run, place, planned.control, context);
        case 'workflow':
          return startChild(this.run, place, renderValue(planned.control.inputs, context) as object);
        default:
          return this.#decide(path, planned.control as DecidedControl, context);
      }
    } catch (error) {
      this.run.fail(path, error);
    }
  }

  /** Completes an action with the output of an equal call, if one was kept; it is no attempt. */
  reuse(place: StepPlace, context: ExpressionContext): boolean {
    const { path, planned } = place;
    if (planned.step.kind !== 'action' || this.run.memory.facts(path).attempts > 0) return false;
    const kept = this.run.world.cache.find(place, planned.step, context);
    if (kept === undefined) return false;
    this.run.tell('step.reused', path);
    this.run.complete(path, kept.output);
    return true;
  }

  #decide(path: string, control: DecidedControl, context: ExpressionContext): void {
    const decision = decideControl(control, path, context);
    if (decision.kind === 'failed') {
      return failAttempt(this.run, path, { code: decision.reason.code, retryable: false }, decision.reason);
    }
    const { output, taken, ends } = decision;
    this.run.complete(path, output, { ...(taken && { taken }), ...(ends && { ends }) });
  }

  #callAgent(place: StepPlace, step: ActionStep, context: ExpressionContext): void {
    const { path, planned } = place;
    const { run } = this;
    const input = renderValue(planned.inputs, context) as Record<string, unknown>;
    const attempt = run.memory.facts(path).attempts;
    const off = new AbortController();
    const call = run.world.calls.run(async (own) => {
      try {
        const idempotencyKey = `${run.id}.${path}`;
        const about = { path, agent: step.agent, action: step.action, attempt, idempotencyKey, timeout: step.timeout };
        const output = await callAgent(run, run.world.agents, own, about, input, off.signal);
        if (off.signal.aborted) return;
        run.livesNoMore(path);
        run.world.cache.keep(place, step, context, output);
        run.complete(path, output);
      } catch (error) {
        if (!off.signal.aborted) this.#threw(path, error);
      }
    });
    const stop = (): void => {
      off.abort(new DOMException('The attempt was ended from outside.', 'AbortError'));
      call.drop();
    };
    run.lives(path, { isAttempt: true, stop });
  }

  #threw(path: string, error: unknown): void {
    const { run } = this;
    run.livesNoMore(path);
    if (error instanceof DeferredError) {
      run.memory.facts(path).attempts -= 1;
      return pauseStep(run, path, error.delayMs, reasonOf(error, path));
    }
    if (!(error instanceof UnknownOutcomeError)) return run.fail(path, error);
    run.memory.facts(path).reason = reasonOf(error, path);
    run.mark(path, 'unknown');
    run.lives(path, { isAttempt: true, stop: () => undefined });
  }
}
