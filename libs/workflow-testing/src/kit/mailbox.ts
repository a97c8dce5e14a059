import {
  allSteps,
  containerOf,
  isEndedStep,
  WorkflowError,
  type Plan,
  type PlannedArm,
  type PlannedStep,
} from '@workflow/core';
import type { MemoryRun } from './memory-run.js';
import { armThatTakes, endWait, type Armed, type Signal } from './waits.js';

/** What became of a signal: given to a wait, kept for one that comes later, or dropped because none will take it. */
export type SignalOutcome = 'given' | 'kept' | 'dropped';

/** Signals under a key are kept for a day. */
const keyedMailMs = 24 * 3_600_000;

/** Brings signals and waits together: a signal serves one wait, the one armed first of those that match. */
export class Mailbox {
  readonly #armed = new Set<Armed>();
  #mail: (Signal & { readonly sentAt: number })[] = [];

  constructor(private readonly clock: { now(): number }) {}

  /** Shows a wait to senders, and gives it the first kept signal that it takes. */
  arm(armed: Armed): void {
    this.#armed.add(armed);
    const kept = this.#mail.find((signal) => this.#isFresh(signal) && persistentArm(armed, signal) !== undefined);
    if (kept === undefined) return;
    this.#mail = this.#mail.filter((signal) => signal !== kept);
    this.#give(armed, kept, persistentArm(armed, kept) as string);
  }

  disarm(armed: Armed): void {
    this.#armed.delete(armed);
  }

  /** The wait that a step of a run is. */
  find(run: MemoryRun, path: string): Armed | undefined {
    return [...this.#armed].find((armed) => armed.run === run && armed.place.path === path);
  }

  /** @throws WorkflowError CONFLICT when the run has ended, or has no wait for the signal */
  toRun(run: MemoryRun, name: string, payload: unknown): SignalOutcome {
    if (run.isOver) throw new WorkflowError('CONFLICT', `Run ${run.id} has ended: it is ${run.memory.run.status}.`);
    const waits = waitsFor(run.plan, name);
    if (waits.length === 0) {
      throw new WorkflowError('CONFLICT', `No step of run ${run.id} waits for the signal '${name}'.`);
    }
    const mayKeep = waits.some(({ stepId, arm }) => isPersistent(arm) && !isEndedStep(run.memory.step(stepId).status));
    const outcome = this.#send({ run, name, payload }, mayKeep);
    if (outcome !== 'given') run.tell(`run.signal_${outcome}`, undefined, { signal: name });
    return outcome;
  }

  toKey(name: string, key: string, payload: unknown): SignalOutcome {
    return this.#send({ key, name, payload }, true);
  }

  #send(signal: Signal, mayKeep: boolean): SignalOutcome {
    for (const armed of this.#armed) {
      const arm = armThatTakes(armed, signal);
      if (arm === undefined) continue;
      this.#give(armed, signal, arm);
      return 'given';
    }
    if (!mayKeep) return 'dropped';
    this.#mail.push({ ...signal, sentAt: this.clock.now() });
    return 'kept';
  }

  #give(armed: Armed, { name, payload }: Signal, arm: string): void {
    armed.run.tell('step.signalled', armed.place.path, { signal: name });
    endWait(armed, { arm, payload: payload ?? null });
  }

  #isFresh({ key, sentAt }: { readonly key?: string; readonly sentAt: number }): boolean {
    return key === undefined || sentAt >= this.clock.now() - keyedMailMs;
  }
}

/** Only persistent arms look into the mail. */
function persistentArm(armed: Armed, signal: Signal): string | undefined {
  const id = armThatTakes(armed, signal);
  if (id === undefined || armed.control.kind === 'approval') return undefined;
  const arm = armed.control.arms.find((one) => one.id === id);
  return arm !== undefined && isPersistent(arm) ? id : undefined;
}

/** The arms of a plan that wait for a signal to the run itself, each with the top step that it stands in. */
function waitsFor(plan: Plan, name: string): { stepId: string; arm: PlannedArm }[] {
  return [...plan.steps.values()].flatMap((top) => {
    const inside = containerOf(top)?.scope;
    const steps: readonly PlannedStep[] = [top, ...(inside === undefined ? [] : allSteps(inside))];
    const arms = steps.flatMap(({ control }) => (control !== undefined && 'arms' in control ? control.arms : []));
    return arms.filter((arm) => isFor(arm, name)).map((arm) => ({ stepId: top.id, arm }));
  });
}

function isFor({ awaits }: PlannedArm, name: string): boolean {
  return awaits.kind === 'signal' && awaits.key === undefined && awaits.name === name;
}

function isPersistent({ awaits }: PlannedArm): boolean {
  return awaits.kind === 'signal' && awaits.mailbox === 'persistent';
}
