import {
  decideRetry,
  defaultRetry,
  endWithOutput,
  isEndedStep,
  namedOutputs,
  renderOutput,
  renderValue,
  terminalStatus,
  topScope,
  verdictOf,
  type CompiledCall,
  type Reason,
  type StepPlace,
  type Verdict,
} from '@workflow/core';
import { callAgent } from './call-agent.js';
import type { Call } from './calls.js';
import { callOffChildren } from './children.js';
import { failureOf } from './failure-of.js';
import type { MemoryRun } from './memory-run.js';
import { findScript } from './scripted-agents.js';

/** How a run comes to its end once nothing of it lives: the error handler, its outputs, its last status. */
export class RunEnd {
  hasBegun = false;
  outputs: Readonly<Record<string, unknown>> = {};
  missing: Readonly<Record<string, string>> = {};
  notUndone: readonly Reason[] = [];
  isUndoAsked = false;
  /** Takes the run's own timeout off. */
  timer?: () => void;

  constructor(private readonly run: MemoryRun) {}

  begin(cancelled: readonly { readonly stepId: string; readonly reason: Reason }[]): void {
    this.hasBegun = true;
    this.timer?.();
    const { memory, plan, world } = this.run;
    const verdict = verdictOf(plan.definition, memory.run.stop, this.isUndoAsked);
    this.run.transit((transition) => {
      for (const { stepId, reason } of cancelled) {
        if (!isEndedStep(transition.step(stepId).status)) transition.change(stepId, { status: 'cancelled' }, reason);
      }
    });
    callOffChildren(this.run, verdict.kind === 'completed');
    world.calls.run((call) => this.#handle(verdict, call));
  }

  async #handle(verdict: Verdict, call: Call): Promise<void> {
    let undone = 0;
    const notUndone: Reason[] = [];
    if (verdict.kind !== 'completed' && verdict.undo) {
      for (const place of this.#completed()) {
        const failure = await this.#undo(place, call);
        if (failure === undefined) undone += 1;
        else notUndone.push(failure);
      }
      this.notUndone = notUndone;
    }
    if (verdict.kind === 'failed') for (const notify of this.run.plan.notify) await this.#notify(notify, call);
    this.#close(terminalStatus(verdict, undone, notUndone.length));
  }

  /** Steps with an attempt whose effects may have to be undone, the latest first. */
  #completed(): StepPlace[] {
    const { memory } = this.run;
    const order = (path: string): number => memory.facts(path).completion ?? 0;
    return memory.paths
      .filter((path) => memory.step(path).status === 'completed' && memory.facts(path).attempts > 0)
      .toSorted((a, b) => order(b) - order(a))
      .map((path) => this.run.place(path))
      .filter(({ planned: { step } }) => step.kind === 'action' || step.kind === 'workflow');
  }

  /** Undefined when the step was undone, else why it was not. */
  async #undo(place: StepPlace, call: Call): Promise<Reason | undefined> {
    const { memory, world } = this.run;
    const { path, planned } = place;
    const { compensate, step } = planned;
    const own = step.kind === 'action' ? { agent: step.agent, action: step.action } : { agent: '', action: '' };
    const isScripted = findScript(world.undos, { path, ...own }) !== undefined;
    if (compensate === undefined && !isScripted) {
      return { code: 'NO_UNDO', message: `Step '${path}' completed and declares no undo.`, stepId: path };
    }
    memory.run = { ...memory.run, status: 'compensating' };
    this.#mark(path, 'compensating');
    const reads = [planned.id, ...(compensate?.inputs.stepReads ?? []).map(({ stepId }) => stepId), ...planned.reads];
    const context = memory.context(place.scope, new Set(reads));
    const { output } = memory.facts(path);
    const scripts = compensate === undefined ? world.undos : world.agents;
    const about = { path: compensate === undefined ? path : `${path}~undo`, ...own, ...compensate };
    const failure = await this.#try(call, path, async (attempt) => {
      const input =
        compensate === undefined
          ? { input: renderValue(planned.inputs, context), output }
          : (renderValue(compensate.inputs, context) as Record<string, unknown>);
      const idempotencyKey = `${this.run.id}.${path}~undo`;
      await callAgent(this.run, scripts, call, { ...about, attempt, idempotencyKey, timeout: step.timeout }, input);
    });
    this.#mark(path, failure === undefined ? 'compensated' : 'completed');
    return failure;
  }

  async #notify({ agent, action, inputs }: CompiledCall, call: Call): Promise<void> {
    const { id, memory, plan, world } = this.run;
    const about = { path: `${id}~notify`, agent, action, idempotencyKey: `${id}~notify` };
    await this.#try(call, '', async (attempt) => {
      const context = memory.context(topScope(plan), new Set(inputs.stepReads.map(({ stepId }) => stepId)));
      const { stop, status } = memory.run;
      const run = { id, status, error: stop?.reason };
      const input = renderValue(inputs, { ...context, run }) as Record<string, unknown>;
      await callAgent(this.run, world.agents, call, { ...about, attempt }, input);
    });
  }

  /** Calls with the default retries; gives why it failed for good. */
  async #try(call: Call, path: string, act: (attempt: number) => Promise<void>): Promise<Reason | undefined> {
    for (let made = 1; ; made += 1) {
      try {
        await act(made);
        return undefined;
      } catch (error) {
        const { failure, reason } = failureOf(error, path);
        const decision = decideRetry(defaultRetry, failure, { made, elapsedMs: 0, random: 0 });
        if (decision.kind === 'retry') await call.sleep(decision.delayMs);
        else return { ...reason, message: `The undo failed after ${made} attempts: ${reason.message}` };
      }
    }
  }

  #mark(path: string, status: 'compensating' | 'compensated' | 'completed'): void {
    this.run.transit((transition) => transition.change(path, { status }));
  }

  #close(status: ReturnType<typeof terminalStatus>): void {
    const { memory, parent } = this.run;
    this.#render();
    memory.run = { ...memory.run, status };
    this.run.tell(`run.${status}`);
    parent?.told?.();
  }

  /** As the definition says, unless an `end` with an output has ended the run. */
  #render(): void {
    const { memory, plan } = this.run;
    const end = endWithOutput(plan, memory.run.stop);
    if (end !== undefined) {
      this.outputs = namedOutputs(memory.facts(end).output);
      return;
    }
    const outputs: Record<string, unknown> = {};
    const missing: Record<string, string> = {};
    for (const { name, from } of plan.outputs) {
      const reads = new Set(from.stepReads.map(({ stepId }) => stepId));
      const rendered = renderOutput(from, memory.context(topScope(plan), reads));
      if ('missing' in rendered) missing[name] = rendered.missing;
      else outputs[name] = rendered.value;
    }
    this.outputs = outputs;
    this.missing = missing;
  }
}
