import 'reflect-metadata';
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { startEngineWay } from './on-engine.js';
import { onKit } from './on-kit.js';
import type { Pattern } from './pattern.js';
import { allPatterns } from './patterns/all-patterns.js';
import { killPattern, runPattern, type Outcome } from './run-patterns.js';
import { parsePatterns, renderPatterns, type Row } from './table.js';

const help = `npm run conformance              the 43 control-flow patterns in memory, on Redis, and on workers that are killed at
                                 two commands of each case; writes docs/patterns.md
npm run conformance -- 9 29      these patterns; the other rows stay as they are
  --points N                     commands at which a worker is killed, for each case; 0 leaves that way out
  --all-points                   every command, before it and after its reply: hours
`;

/** Patterns of the killed way that are run at once. */
const atOnce = 4;

const document = new URL('../../../docs/patterns.md', import.meta.url);
process.exitCode = await main();

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { help: { type: 'boolean', short: 'h' }, points: { type: 'string' }, 'all-points': { type: 'boolean' } },
  });
  if (values.help === true) {
    process.stdout.write(help);
    return 0;
  }
  const points = values['all-points'] === true ? ('all' as const) : Number(values.points ?? 2);
  const asked = new Set(positionals.map(Number));
  const rows = readRows();
  const patterns = allPatterns.filter(({ number }) => asked.size === 0 || asked.has(number));
  const failed = await run(patterns, points, rows);
  writeFileSync(document, renderPatterns(allPatterns, rows));
  return failed === 0 ? 0 : 1;
}

/** Runs the patterns in every way, prints a line for each, and gives how many differences were found. */
async function run(patterns: readonly Pattern[], points: number | 'all', rows: Map<number, Row>): Promise<number> {
  let failed = 0;
  const engine = await startEngineWay();
  const kills = killsOf(patterns, points);
  process.stdout.write('pattern | kit | engine | killed\n');
  try {
    for (const pattern of patterns) {
      const outcomes = {
        kit: await runPattern(pattern, onKit),
        engine: await runPattern(pattern, engine.run),
        killed: await (kills.get(pattern) as Promise<Outcome>),
      };
      const { kit, engine: real, killed } = outcomes;
      const row: Row = { kit: kit.verdict, engine: real.verdict, killed: killed.verdict };
      rows.set(pattern.number, row);
      process.stdout.write(`${lineOf(pattern, row)}\n`);
      for (const [way, { found }] of Object.entries(outcomes)) {
        for (const difference of found) process.stderr.write(`  ${way}: ${difference}\n`);
        failed += found.length;
      }
    }
  } finally {
    await engine.close();
  }
  return failed;
}

/** The killed way, some patterns at once: most of its time is waited for a lock to run out. */
function killsOf(patterns: readonly Pattern[], points: number | 'all'): Map<Pattern, Promise<Outcome>> {
  const lanes: Promise<unknown>[] = Array.from({ length: atOnce }, () => Promise.resolve());
  return new Map(
    patterns.map((pattern, index) => {
      const notRun = points === 0 && 'cases' in pattern;
      const outcome = (lanes[index % atOnce] as Promise<unknown>).then((): Outcome | Promise<Outcome> =>
        notRun ? { verdict: 'not run', found: [] } : killPattern(pattern, points),
      );
      lanes[index % atOnce] = outcome;
      return [pattern, outcome];
    }),
  );
}

function lineOf(pattern: Pattern, { kit, engine, killed }: Row): string {
  const name = `${pattern.number} ${pattern.name}`;
  return 'notSupported' in pattern
    ? `${name} | not supported: ${pattern.notSupported}`
    : `${name} | ${kit} | ${engine} | ${killed}`;
}

/** What the document said before, for the patterns that are not run this time. */
function readRows(): Map<number, Row> {
  let before = new Map<number, Row>();
  try {
    before = parsePatterns(readFileSync(document, 'utf8'));
  } catch {
    // There is none yet.
  }
  const notRun: Row = { kit: 'not run', engine: 'not run', killed: 'not run' };
  return new Map(allPatterns.map(({ number }) => [number, before.get(number) ?? notRun]));
}
