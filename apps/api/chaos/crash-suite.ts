import { describe, expect, it } from 'vitest';
import { crashCase, type CrashResult, type Shape } from './crash-case.js';
import type { CrashPoint } from './worker-process.js';

/** Milliseconds that one case may take: two boots of a worker, and the take-over of a lost lock. */
const caseTimeoutMs = 90_000;

/**
 * Kills a worker at the Redis commands of a shape, one case a command and side: all of them with CRASH_CASES=all, else
 * those that `sample` names.
 */
export function crashSuite(shape: Shape, sample: readonly CrashPoint[], expected: (result: CrashResult) => void): void {
  describe(`a worker killed in a ${shape.name}`, () => {
    if (process.env['CRASH_CASES'] !== 'all') {
      for (const point of sample) one(point);
      return;
    }
    it('ends every run, whichever command it dies at', async () => {
      const { commands } = await crashCase(shape);
      expect(commands).toBeGreaterThan(0);
      const failures: string[] = [];
      for (let at = 1; at <= commands; at += 1) {
        for (const when of ['before', 'after'] as const) {
          try {
            check(await crashCase(shape, { at, when }));
          } catch (error) {
            failures.push(`${when} command ${at}: ${error instanceof Error ? error.message : String(error)}`);
          }
        }
        process.stderr.write(`${shape.name}: ${at} of ${commands} commands, ${failures.length} failed\n`);
      }
      expect(failures).toEqual([]);
    }, 3_600_000);

    function one(point: CrashPoint): void {
      it(
        `${point.when} command ${point.at}`,
        async () => {
          const result = await crashCase(shape, point);
          expect(result.crashed).toBe(true);
          check(result);
        },
        caseTimeoutMs,
      );
    }

    function check(result: CrashResult): void {
      expect(result.leftovers).toEqual([]);
      const completions = result.events.filter(({ type }) => type === 'step.completed').map(({ stepId }) => stepId);
      expect(new Set(completions).size).toBe(completions.length);
      expected(result);
    }
  });
}
