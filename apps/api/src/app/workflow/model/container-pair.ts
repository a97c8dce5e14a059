import { randomUUID } from 'node:crypto';
import { containerOf, topOf, type Plan, type PlannedStep } from '@workflow/core';
import type { MemoryRun } from '@workflow/testing';
import type { StateFixture } from '../state/state.fixture.js';
import type { History } from './block.js';
import { demandSame } from './difference.js';
import { endInMemory, endOf, runInMemory } from './drawn-ends.js';
import type { JobAtHand } from './jobs-at-hand.js';
import { RealRun } from './real-run.js';
import type { RunningJob } from './running-job.js';
import { readSide, sideOfMemory } from './run-sides.js';
import { sideText } from './side-text.js';

/** Every so many-th drawn move delivers a job again that was delivered before. */
const againEach = 6;
/** Times that the root of a run may find something to heal. */
const maxHeals = 20;

/**
 * Drives one history of a definition with containers through the test kit's run in memory and through the engine's
 * workers on Redis, and compares after each move.
 */
export class ContainerPair {
  readonly #memory: MemoryRun;
  readonly #real: RealRun;
  /** The delivery that makes the attempt of a step, the latest where there were several. */
  readonly #holders = new Map<string, RunningJob>();
  readonly #running = new Set<RunningJob>();
  #isOver = false;

  constructor(
    private readonly state: StateFixture,
    private readonly plan: Plan,
    private readonly history: History,
  ) {
    this.#memory = runInMemory(plan);
    this.#real = new RealRun(state, plan, `wr_0-${randomUUID()}`, history.isInline);
  }

  /** @throws Difference */
  async play(): Promise<void> {
    await this.#real.create();
    await this.#compare('created');
    let heals = 0;
    for (let at = 0; ; at += 1) {
      const move = this.#next(at);
      if (move !== undefined) await move();
      else if (await this.#wakeRoot()) return;
      else demandSame('healing once more', 'true', String((heals += 1) < maxHeals));
    }
  }

  /** The next of the moves that are possible; undefined when there is none. Behind the drawn ones, the first. */
  #next(at: number): (() => Promise<void>) | undefined {
    const { waiting, delivered } = this.#real.jobs.paths();
    const drawn = this.history.moves[at];
    if (drawn !== undefined && drawn % againEach === againEach - 1 && delivered.length > 0) {
      const path = delivered[Math.floor(drawn / againEach) % delivered.length] as string;
      return Math.floor(drawn / 100) % 2 === 0 ? () => this.#repeat(path) : () => this.#late(path);
    }
    const deliveries = waiting.map((path) => () => this.#deliver(path));
    const ends = [...this.#running].map((job) => () => this.#end(job));
    const moves = [...deliveries, ...ends];
    return moves[(drawn ?? 0) % moves.length];
  }

  async #deliver(path: string): Promise<void> {
    this.#follow(await this.#real.deliver(this.#job(path)));
    await this.#compare(`delivered ${path}`);
  }

  /** A worker that had the job before all others wakes up. */
  async #late(path: string): Promise<void> {
    const job = await this.#real.deliverLate(this.#job(path));
    demandSame(`attempted by an older delivery of ${path}`, 'undefined', String(job.held));
    await this.#compare(`delivered ${path} to an older worker`);
  }

  /** A worker was taken for dead, or a reply was lost: the job is delivered again. */
  async #repeat(path: string): Promise<void> {
    const job = await this.#real.deliver(this.#job(path));
    const last = job.entered.at(-1) as string;
    const reason = { code: 'WORKER_LOST', message: 'The worker was lost.', stepId: last };
    if (this.#isLost(last)) this.#memory.finish(last, { status: 'failed', reason });
    this.#follow(job);
    await this.#compare(`delivered ${path} again`);
  }

  /** True for a step whose attempt is not made again: it is the only one. */
  #isLost(path: string): boolean {
    const isAttempt = containerOf(this.#memory.place(path).planned) === undefined;
    return isAttempt && this.#memory.memory.step(path).status === 'running' && this.#memory.starts(path);
  }

  async #end(job: RunningJob): Promise<void> {
    const path = job.held as string;
    const isHeld = this.#holders.get(path) === job;
    const end = endOf(this.history, path);
    await job.end(end);
    if (isHeld) endInMemory(this.#memory, path, end);
    this.#follow(job);
    await this.#compare(`ended ${path}: ${end.kind}`);
  }

  /** Begins in memory what the job has come to, and remembers what it holds. */
  #follow(job: RunningJob): void {
    for (const path of job.entered.splice(0)) {
      if (this.#memory.memory.step(path).status === 'ready') this.#memory.begin(path);
    }
    this.#running.delete(job);
    if (job.held === undefined) return;
    this.#running.add(job);
    this.#holders.set(job.held, job);
  }

  /** True once the run has ended. */
  async #wakeRoot(): Promise<boolean> {
    const isOver = await this.#real.wakeRoot();
    while (!this.#memory.isOver && this.#ready().length === 0 && this.#memory.moveOn());
    for (const path of this.#real.jobs.paths().waiting) this.#follow(await this.#real.deliver(this.#job(path)));
    this.#isOver = isOver;
    await this.#compare('the root was woken');
    return isOver;
  }

  /** Steps that are free to go. */
  #ready(): string[] {
    const { memory } = this.#memory;
    return memory.paths.filter((path) => memory.step(path).status === 'ready' && this.#memory.starts(path));
  }

  /**
   * While a run is being ended, its workers cancel a container as soon as nothing in it lives, and with it what waits
   * for that; in memory the root does, later.
   */
  #isComparable(path: string): boolean {
    if (this.#isOver || this.#memory.starts(path)) return true;
    const top = this.plan.steps.get(topOf(path)) as PlannedStep;
    return containerOf(top) === undefined && this.#memory.memory.step(path).status !== 'pending';
  }

  #job(path: string): JobAtHand {
    return this.#real.jobs.get(path) as JobAtHand;
  }

  async #compare(after: string): Promise<void> {
    // In memory nothing is healed job by job: the run there has ended before.
    if (this.#memory.isOver && !this.#isOver) return;
    const real = await readSide(this.state, this.#real.runId);
    const memory = sideOfMemory(this.#memory);
    const paths = [...new Set([...memory.paths, ...real.paths])].toSorted().filter((path) => this.#isComparable(path));
    demandSame(after, sideText(this.plan, memory, paths), sideText(this.plan, real, paths));
    const waiting = new Set(this.#real.jobs.paths().waiting);
    const idle = this.#ready().filter((path) => !waiting.has(path));
    demandSame(`${after}: free to go, and without a job`, '', idle.join());
  }
}
