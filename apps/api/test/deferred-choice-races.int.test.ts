import type { StepState } from '@workflow/contract';
import { until } from '@workflow/testing';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { WORKFLOW_ENGINE } from '../src/app/workflow/engine.provider.js';
import type { Engine } from '../src/app/workflow/engine.js';
import { codeOfStatus } from '../src/app/workflow/state/run-fields.js';
import { Script } from '../src/app/workflow/state/script.js';
import { startEngine, teamId, type EngineFixture } from './engine-fixture.js';

/** Ten or more, as many as one likes: `DEFERRED_CHOICE_RACES=1000`. */
const asked = process.env['DEFERRED_CHOICE_RACES'];
const races = Math.max(10, Number(asked ?? 100));
const lanes = 20;
const caller = { teamId };

let engine: EngineFixture;
beforeAll(async () => {
  engine = await startEngine();
});
afterAll(() => engine.close());
afterEach(() => vi.restoreAllMocks());

// oxlint-disable-next-line unicorn/no-thenable -- `then` is a field of the language
const arm = (id: string, awaits: object, target: string) => ({ id, ...awaits, then: [target] });
const step = (id: string) => ({ id, agent: 'ALPHA', action: 'read', inputs: {} });
const definition = {
  id: 'photo-finish',
  steps: [
    {
      id: 'race',
      wait: { firstOf: [arm('reply', { signal: 'reply' }, 'talk'), arm('silence', { delay: 5 }, 'remind')] },
    },
    step('talk'),
    step('remind'),
  ],
};

type Side = 'reply' | 'silence';

/**
 * Holds the commands that decide a race until both are there, then sends them in one turn, each over a connection of its
 * own. Where they are `isInOrder`, `first` has its answer before the other is sent: so it is known who wins.
 */
class FinishLine {
  readonly #sends = new Map<Side, () => Promise<unknown>>();
  readonly #replies = { reply: Promise.withResolvers<unknown>(), silence: Promise.withResolvers<unknown>() };

  constructor(
    private readonly first: Side,
    private readonly isInOrder: boolean,
  ) {}

  /** Gives what Redis answers once it was asked; undefined for a command after the decision. */
  reach(side: Side, send: () => Promise<unknown>): Promise<unknown> | undefined {
    if (this.#sends.size === 2 || this.#sends.has(side)) return undefined;
    this.#sends.set(side, send);
    if (this.#sends.size === 2) void this.#run();
    return this.#replies[side].promise;
  }

  async #run(): Promise<void> {
    for (const side of [this.first, this.first === 'reply' ? 'silence' : 'reply'] as const) {
      const answered = this.#sends.get(side)?.();
      this.#replies[side].resolve(answered);
      if (this.isInOrder) await answered;
    }
  }
}

/** Whether a script writes the end of the race: before the delivery of the signal, only the timer's commit does. */
const endsTheRace = (args: readonly (string | number)[]): boolean =>
  args.some((field, place) => field === 's:race' && args[place + 1] === codeOfStatus('completed'));

/**
 * Puts a line before the two scripts that decide a race: the delivery of the signal, and the commit of the timer. Of
 * each ten races one is decided for the signal and one for the timer; the others are open.
 */
function holdAtTheLine(): void {
  const lines = new Map<string, FinishLine>();
  const lineOf = (run: string): FinishLine => {
    const first = lines.size % 2 === 0 ? 'reply' : 'silence';
    const line = lines.get(run) ?? new FinishLine(first, lines.size % 10 < 2);
    lines.set(run, line);
    return line;
  };
  // oxlint-disable-next-line typescript/unbound-method -- it is called with the script that it is called on
  const { run } = Script.prototype;
  vi.spyOn(Script.prototype, 'run').mockImplementation(function held(this: Script, redis, keys, args) {
    const [key = ''] = keys;
    const send = (over: typeof redis): Promise<unknown> => run.call(this, over, keys, args);
    if (this.name === 'deliver-signal.lua') return lineOf(key).reach('reply', () => send(engine.redis)) ?? send(redis);
    if (endsTheRace(args)) return lineOf(key).reach('silence', () => send(redis)) ?? send(redis);
    return send(redis);
  });
}

/** What is there to wake somebody by: armed waits, kept signals, the wake set, jobs of the queues. */
async function leftovers(): Promise<string[]> {
  const keys = await engine.redis.keys(`{${engine.prefix}*`);
  return keys.filter((key) => /:(armed|mail|wake|delayed|prioritized|wait|active)$/.test(key));
}

/** Runs one race to its end, and gives its only winner. */
async function race(store: Engine['store']): Promise<Side> {
  const { workflows, redis } = engine;
  const { runId } = await workflows.start(definition.id, {}, caller);
  const { armed } = store.keys.runSignals(teamId, runId);
  await until('the signal finds it armed', async () => (await redis.zcard(armed)) === 1);
  const told = await workflows.signal(runId, 'reply', { text: 'now' }, caller);
  const run = await workflows.result(runId, { ...caller, timeout: 60_000 });
  const { output } = run.steps.find(({ stepId }) => stepId === 'race') as StepState;
  const { chosen: winner } = output as { chosen: Side };
  const [talk, remind] = run.steps.slice(1).map(({ status, error }) => error?.code ?? status);
  expect([run.status, told === 'given', talk, remind]).toEqual(
    winner === 'reply'
      ? ['completed', true, 'completed', 'BRANCH_NOT_TAKEN']
      : ['completed', false, 'BRANCH_NOT_TAKEN', 'completed'],
  );
  const events = (await workflows.timeline(runId, caller)).items.filter(({ stepId }) => stepId === 'race');
  expect(events.filter(({ type }) => type === 'step.completed')).toHaveLength(1);
  return winner;
}

it(`has one winner in each of ${races} races of a signal against a timer, and the loser is disarmed`, async () => {
  const { store } = engine.app.get<Engine>(WORKFLOW_ENGINE);
  holdAtTheLine();
  await engine.workflows.publish(definition, caller);
  const winners: Side[] = [];
  let begun = 0;
  const lane = async (): Promise<void> => {
    while (begun < races) {
      begun += 1;
      winners.push(await race(store));
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  const won = (side: Side): number => winners.filter((winner) => winner === side).length;
  if (asked !== undefined) process.stderr.write(`${won('reply')} by the signal, ${won('silence')} by the timer\n`);
  expect([winners.length, engine.script.calls.length]).toEqual([races, races]);
  expect([won('reply') > 0, won('silence') > 0]).toEqual([true, true]);
  await until('nothing is left to wake anybody', async () => (await leftovers()).length === 0);
}, 600_000);
