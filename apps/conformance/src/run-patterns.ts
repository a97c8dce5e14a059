import type { CrashPoint } from './crash-at.js';
import { judge } from './judge.js';
import { onKilled } from './on-killed.js';
import type { Pattern, PatternCase, Verdict, Way } from './pattern.js';

/** What a pattern came to in one way, with every difference found. */
export interface Outcome {
  readonly verdict: Verdict;
  readonly found: readonly string[];
}

/** Runs every case of a pattern in one way. */
export async function runPattern(pattern: Pattern, way: Way): Promise<Outcome> {
  if ('notSupported' in pattern) return { verdict: 'not supported', found: [] };
  const found: string[] = [];
  for (const one of pattern.cases) found.push(...(await tryCase(one, () => way(one))));
  return { verdict: found.length === 0 ? 'pass' : 'fail', found };
}

/**
 * Runs every case of a pattern on workers that are killed: at so many commands, spread over the run, or with `all` at
 * each of them, before it and after its reply.
 */
export async function killPattern(pattern: Pattern, points: number | 'all'): Promise<Outcome> {
  if ('notSupported' in pattern) return { verdict: 'not supported', found: [] };
  const found: string[] = [];
  for (const one of pattern.cases) found.push(...(await tryCase(one, () => killCase(one, points))));
  return { verdict: found.length === 0 ? 'pass' : 'fail', found };
}

async function killCase(one: PatternCase, points: number | 'all'): Promise<string[]> {
  const { commands } = await onKilled(one);
  const found: string[] = [];
  for (const point of pointsOf(commands, points)) {
    const seen = await onKilled(one, point);
    const differences = judge(one.expected, seen);
    if (!seen.crashed) differences.push('the run had ended before');
    found.push(...differences.map((difference) => `killed ${point.when} command ${point.at}: ${difference}`));
  }
  return found;
}

/** Points spread evenly over the commands of a run, before and after in turn. */
function pointsOf(commands: number, points: number | 'all'): CrashPoint[] {
  const sides = ['before', 'after'] as const;
  if (points === 'all') {
    return Array.from({ length: commands * 2 }, (_, index) => {
      return { at: Math.floor(index / 2) + 1, when: sides[index % 2] as CrashPoint['when'] };
    });
  }
  return Array.from({ length: points }, (_, index) => {
    const at = Math.max(1, Math.round(((index + 0.5) / points) * commands));
    return { at, when: sides[(index + commands) % 2] as CrashPoint['when'] };
  });
}

async function tryCase(
  { name, expected }: PatternCase,
  run: () => Promise<Awaited<ReturnType<Way>> | readonly string[]>,
): Promise<string[]> {
  try {
    const came = await run();
    const found = Array.isArray(came) ? (came as string[]) : judge(expected, came as Awaited<ReturnType<Way>>);
    return found.map((difference) => `${name}: ${difference}`);
  } catch (error) {
    return [`${name}: ${error instanceof Error ? error.message : String(error)}`];
  }
}
