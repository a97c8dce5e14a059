import type { Plan } from '@workflow/core';
import { Calls } from './calls.js';
import { Mailbox } from './mailbox.js';
import { MemoryRun, type ParentStep } from './memory-run.js';
import { Mutexes } from './mutexes.js';
import { OutputCache } from './output-cache.js';
import type { AgentScripts } from './scripted-agents.js';
import { VirtualClock } from './virtual-clock.js';

/** What runs share: a clock, agents, workflows, signals. */
export interface WorldOptions {
  readonly teamId: string;
  readonly agents: AgentScripts;
  readonly undos: AgentScripts;
  readonly clock?: VirtualClock;
  readonly findPlan: (workflowId: string) => Plan | undefined;
}

/** Everything that the runs of a test live in. */
export class World {
  readonly teamId: string;
  readonly agents: AgentScripts;
  readonly undos: AgentScripts;
  readonly clock: VirtualClock;
  readonly calls: Calls;
  readonly mailbox: Mailbox;
  readonly mutexes = new Mutexes();
  readonly cache: OutputCache;
  readonly findPlan: WorldOptions['findPlan'];
  readonly #runs: MemoryRun[] = [];

  constructor({ teamId, agents, undos, clock = new VirtualClock(), findPlan }: WorldOptions) {
    this.teamId = teamId;
    this.agents = agents;
    this.undos = undos;
    this.clock = clock;
    this.calls = new Calls(clock);
    this.mailbox = new Mailbox(clock);
    this.cache = new OutputCache(clock);
    this.findPlan = findPlan;
  }

  start(plan: Plan, trigger: unknown, parent?: ParentStep): MemoryRun {
    const run = new MemoryRun(this, `wr_${this.#runs.length + 1}`, plan, trigger, parent);
    this.#runs.push(run);
    return run;
  }

  /** Lets everything happen that happens at this moment. */
  async calm(): Promise<void> {
    for (;;) {
      if (this.#moveOn()) continue;
      if (!this.calls.areBusy) return;
      await this.calls.moved();
    }
  }

  /** The same, and all that timers bring until `limit`. */
  async runUntil(limit: number): Promise<void> {
    await this.calm();
    while (this.clock.fireNext(limit)) {
      await this.calls.flush();
      await this.calm();
    }
    if (limit !== Number.POSITIVE_INFINITY) this.clock.moveTo(limit);
  }

  #moveOn(): boolean {
    return this.#runs.some((run) => run.moveOn());
  }
}
