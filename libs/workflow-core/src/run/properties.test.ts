import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FailurePolicy } from '../definition/definition.js';
import type { Plan, PlannedStep } from '../plan/plan.js';

import { cancelled, completed, failed, planOf, RunInMemory, skipped, type StepSketch } from './run-rules.fixture.js';
import { settleRemains } from './settle-remains.js';
import { isEndedStep, type StepStatus } from './status.js';

const ends = { completed, failed, skipped, cancelled };
type Ending = keyof typeof ends;

/** A plan, how each step ends once it runs, and in which order those that can end do. */
interface History {
  readonly plan: Plan;
  readonly endings: Readonly<Record<string, Ending>>;
  readonly order: readonly number[];
}

interface Shape {
  readonly endings: readonly Ending[];
  readonly onDead: readonly NonNullable<StepSketch['onDead']>[];
  readonly onFailure: readonly FailurePolicy[];
  readonly hasFallbacks: boolean;
}

const anyShape: Shape = {
  endings: ['completed', 'failed', 'skipped', 'cancelled'],
  onDead: ['skip', 'run', 'fail'],
  onFailure: ['drain', 'continue', 'cancel'],
  hasFallbacks: true,
};

const maxSteps = 9;

function histories(shape: Shape): fc.Arbitrary<History> {
  const step = fc.record({
    after: fc.array(fc.nat(maxSteps), { maxLength: 3 }),
    onDead: fc.constantFrom(...shape.onDead),
    onError: fc.oneof(
      { arbitrary: fc.constantFrom('fail', 'continue'), weight: 2 },
      { arbitrary: shape.hasFallbacks ? fc.nat(maxSteps) : fc.constant('fail'), weight: 3 },
    ),
    ending: fc.oneof(
      { arbitrary: fc.constant<Ending>('completed'), weight: 2 },
      { arbitrary: fc.constantFrom(...shape.endings), weight: 3 },
    ),
  });
  return fc
    .record({
      steps: fc.array(step, { minLength: 1, maxLength: maxSteps }),
      onFailure: fc.constantFrom(...shape.onFailure),
      order: fc.array(fc.nat(999), { minLength: maxSteps, maxLength: maxSteps }),
    })
    .map(({ steps, onFailure, order }) => {
      const ids = steps.map((_, index) => `s${index}`);
      const sketches: Record<string, StepSketch> = {};
      const endings: Record<string, Ending> = {};
      const served = new Set<string>();
      for (const [index, { after, onDead, onError, ending }] of steps.entries()) {
        const id = `s${index}`;
        const before = [...new Set(after.filter((position) => position < index).map((position) => `s${position}`))];
        endings[id] = ending;
        const policy = typeof onError === 'string' ? onError : ids[onError];
        const isFree = policy !== undefined && policy !== id && !served.has(policy);
        const kept = policy === 'continue' || (policy !== 'fail' && isFree) ? policy : undefined;
        sketches[id] = { after: before, onDead, ...(kept === undefined ? {} : { onError: kept }) };
        if (kept === undefined || kept === 'continue') continue;
        if (leadsBack(sketches, ids)) sketches[id] = { after: before, onDead };
        else served.add(kept);
      }
      for (const id of ids) if (leadsBack(sketches, ids)) sketches[id] = { ...sketches[id], onError: 'continue' };
      return { plan: planOf(sketches, onFailure), endings, order };
    });
}

/** True when some step could only begin after its own end: its start waits for ends, its end for its fallback's. */
function leadsBack(sketches: Readonly<Record<string, StepSketch>>, ids: readonly string[]): boolean {
  const waits = new Map<string, string[]>();
  const wait = (node: string, other: string): unknown => waits.set(node, [...(waits.get(node) ?? []), other]);
  for (const [id, { after = [], onError }] of Object.entries(sketches)) {
    wait(`${id} end`, `${id} start`);
    for (const other of after) wait(`${id} start`, `${other} end`);
    if (onError === undefined || onError === 'continue') continue;
    wait(`${onError} start`, `${id} start`);
    wait(`${id} end`, `${onError} end`);
  }
  const done = new Set<string>();
  const isLooped = (node: string, path: readonly string[]): boolean => {
    if (path.includes(node)) return true;
    if (done.has(node)) return false;
    const found = (waits.get(node) ?? []).some((other) => isLooped(other, [...path, node]));
    done.add(node);
    return found;
  };
  return ids.some((id) => isLooped(`${id} end`, []));
}

/** Ends what is ready, in the order drawn, until nothing is; `look` sees the run after each transition. */
function play(
  { plan, endings, order }: History,
  look: (run: RunInMemory, released: readonly string[], endedId: string) => void,
): RunInMemory {
  const run = new RunInMemory(plan);
  for (let turn = 0; ; turn += 1) {
    const ready = [...plan.steps.keys()].filter((stepId) => run.step(stepId).status === 'ready');
    const stepId = ready[(order[turn] ?? 0) % ready.length];
    if (stepId === undefined) return run;
    look(run, run.end(ends[endings[stepId] as Ending], stepId), stepId);
  }
}

/** How a dependency counts for a join, worked out from the statuses alone. */
function edgeOf(run: RunInMemory, stepId: string): 'arrived' | 'failed' | 'dead' | 'live' {
  const { onError } = run.plan.definition.steps[plannedOf(run, stepId).index]!;
  switch (run.step(stepId).status) {
    case 'completed':
      return 'arrived';
    case 'failed':
      if (onError.kind === 'continue') return 'arrived';
      if (onError.kind === 'fail') return 'failed';
      return rescueOf(run, onError.stepId);
    case 'skipped':
      return run.reasons.get(stepId)?.code === 'UPSTREAM_FAILED' ? 'failed' : 'dead';
    case 'cancelled':
      return 'dead';
    default:
      return 'live';
  }
}

/** The edge of a failed step whose fallback this is; a fallback that fails saves nothing, forgiven or not. */
function rescueOf(run: RunInMemory, stepId: string): 'arrived' | 'failed' | 'live' {
  const { onError } = run.plan.definition.steps[plannedOf(run, stepId).index]!;
  const { status } = run.step(stepId);
  if (status === 'failed' && onError.kind === 'fallback') return rescueOf(run, onError.stepId);
  if (!isEndedStep(status)) return 'live';
  return status === 'completed' ? 'arrived' : 'failed';
}

function plannedOf(run: RunInMemory, stepId: string): PlannedStep {
  return run.plan.steps.get(stepId)!;
}

function edgesBefore(run: RunInMemory, stepId: string): ReturnType<typeof edgeOf>[] {
  return plannedOf(run, stepId).dependencies.map((dependency) => edgeOf(run, dependency.stepId));
}

const stands = (run: RunInMemory, stepId: string): boolean =>
  run.step(stepId).status === 'failed' && edgeOf(run, stepId) === 'failed';
const nothing = (): void => undefined;

describe('any plan, ended in any order', () => {
  it('ends every step once: an end stays, and what is ready is ended by its own end alone', () => {
    fc.assert(
      fc.property(histories(anyShape), (history) => {
        const before = new Map<string, StepStatus>(history.plan.roots.map((stepId) => [stepId, 'ready']));
        play(history, (run, _, endedId) => {
          for (const stepId of run.plan.steps.keys()) {
            const { status } = run.step(stepId);
            const known = before.get(stepId);
            if (stepId === endedId) expect([stepId, known, status]).toEqual([stepId, 'ready', history.endings[stepId]]);
            else if (known !== undefined && known !== 'pending') expect([stepId, status]).toEqual([stepId, known]);
            before.set(stepId, status);
          }
        });
      }),
      { numRuns: 300 },
    );
  });

  it('makes nothing ready from the transition on in which a failure stops the run', () => {
    fc.assert(
      fc.property(histories({ ...anyShape, onFailure: ['drain', 'cancel'] }), (history) => {
        play(history, (run, released) => {
          if (run.run.stop === undefined) return;
          expect(released).toEqual([]);
        });
      }),
      { numRuns: 500 },
    );
  });

  it('makes a step ready only when every edge has arrived, or under onDead run when none is live and none failed', () => {
    fc.assert(
      fc.property(histories(anyShape), (history) => {
        play(history, (run, released) => {
          for (const stepId of released) {
            const planned = plannedOf(run, stepId);
            const runsWhenDead = run.plan.definition.steps[planned.index]!.dependsOn.onDead === 'run';
            const allowed = runsWhenDead ? ['arrived', 'dead'] : ['arrived'];
            expect(edgesBefore(run, stepId).filter((edge) => !allowed.includes(edge))).toEqual([]);
            if (planned.fallbackOf !== undefined) expect(run.step(planned.fallbackOf).status).toBe('failed');
          }
        });
      }),
      { numRuns: 300 },
    );
  });

  it('counts each edge of a step that waits once, as it ended', () => {
    fc.assert(
      fc.property(histories(anyShape), (history) => {
        play(history, (run) => {
          for (const stepId of run.plan.steps.keys()) {
            const { status, arrived, failed: lost, dead } = run.step(stepId);
            expect(arrived + lost + dead).toBeLessThanOrEqual(plannedOf(run, stepId).join.edges);
            if (status !== 'pending') continue;
            const edges = edgesBefore(run, stepId);
            const { fallbackOf } = plannedOf(run, stepId);
            const isCalled = fallbackOf !== undefined && run.step(fallbackOf).status === 'failed';
            const counted = (kind: string): number => edges.filter((edge) => edge === kind).length;
            expect({ stepId, arrived, lost, dead }).toEqual({
              stepId,
              arrived: counted('arrived') + (isCalled ? 1 : 0),
              lost: counted('failed'),
              dead: counted('dead'),
            });
          }
        });
      }),
      { numRuns: 300 },
    );
  });

  it('leaves nothing pending that no stop holds back, and nothing owed a job', () => {
    fc.assert(
      fc.property(histories(anyShape), (history) => {
        const run = play(history, nothing);
        const remains = settleRemains(run.plan, run);
        expect(remains.kind).toBe('ended');
        const isHeldBack = run.run.stop !== undefined && run.run.stop.mode !== 'continue';
        if (!isHeldBack) expect(remains).toEqual({ kind: 'ended', cancelled: [] });
      }),
      { numRuns: 500 },
    );
  });

  it('fails the run in the transition in which the first failure stands, and only then', () => {
    fc.assert(
      fc.property(histories(anyShape), (history) => {
        let first: string | undefined;
        play(history, (run) => {
          const { stop } = run.run;
          expect(stop !== undefined).toBe([...run.plan.steps.keys()].some((stepId) => stands(run, stepId)));
          expect(run.run.status).toBe(stop === undefined ? 'running' : 'failing');
          if (stop === undefined) return;
          first ??= stop.reason.stepId;
          expect(stands(run, first!)).toBe(true);
          expect(stop.reason.stepId).toBe(first);
        });
      }),
      { numRuns: 300 },
    );
  });

  it('gives every step that did not complete its reason, and no other', () => {
    fc.assert(
      fc.property(histories(anyShape), (history) => {
        const run = play(history, nothing);
        for (const stepId of run.plan.steps.keys()) {
          const { status } = run.step(stepId);
          expect([stepId, run.reasons.has(stepId)]).toEqual([stepId, isEndedStep(status) && status !== 'completed']);
        }
      }),
    );
  });
});

describe('the order of independent ends', () => {
  const alone: readonly (readonly [string, Shape])[] = [
    ['every join skips what is dead', { ...anyShape, onDead: ['skip'], onFailure: ['continue'] }],
    [
      'nothing fails',
      { ...anyShape, endings: ['completed', 'skipped', 'cancelled'], onDead: ['skip', 'run'], hasFallbacks: false },
    ],
    ['nothing dies', { ...anyShape, endings: ['completed', 'failed'], onFailure: ['continue'], hasFallbacks: false }],
  ];

  // Where edges may both fail and die, the first of them decides, and so the order counts.
  it.each(alone)('does not change how the steps end, when %s', (_, shape) => {
    fc.assert(
      fc.property(
        histories(shape),
        fc.array(fc.nat(999), { minLength: maxSteps, maxLength: maxSteps }),
        (history, order) => {
          const statuses = play(history, nothing).statuses;
          expect(play({ ...history, order }, nothing).statuses).toEqual(statuses);
        },
      ),
      { numRuns: 300 },
    );
  });
});
