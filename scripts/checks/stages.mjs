import { setImmediate as turn } from 'node:timers/promises';
import { Refusal } from '../setup/refusal.mjs';
import { boundaries } from './boundaries.mjs';
import { compose } from './compose.mjs';
import { deadCode } from './dead-code.mjs';
import { duplication } from './duplication.mjs';
import { environment } from './environment.mjs';
import { format } from './format.mjs';
import { lint } from './lint.mjs';
import { lua } from './lua.mjs';
import { paths } from './paths.mjs';
import { core, coverage, integration, unit } from './tests.mjs';
import { types } from './types.mjs';

/** Every check, quick ones first. */
export const STAGES = [
  format,
  types,
  lint,
  boundaries,
  deadCode,
  duplication,
  lua,
  environment,
  paths,
  compose,
  core,
  coverage,
  unit,
  integration,
];

/**
 * @param {string[]} names none means all
 * @returns {import('./gate.mjs').Gate[]}
 */
export function chooseStages(names) {
  const unknown = names.filter((name) => !STAGES.some((stage) => stage.name === name));
  if (unknown.length > 0)
    throw new Refusal(
      `There is no check named ${unknown.join(', ')}; there are ${STAGES.map((stage) => stage.name).join(', ')}.`,
    );
  return names.length === 0 ? STAGES : STAGES.filter((stage) => names.includes(stage.name));
}

/**
 * Runs the stages in order, the later ones also after a failure, so that one run lists everything.
 * @param {import('./gate.mjs').Gate[]} stages
 * @param {import('./gate.mjs').Bench} bench
 * @param {(line: string) => void} write
 * @returns {Promise<{ passed: number, failed: number }>}
 */
export async function runStages(stages, bench, write) {
  const sum = { passed: 0, failed: 0 };
  const red = [];
  for (const stage of stages) {
    // Most checks block the process, which must yet hear that it is to end.
    await turn();
    write(`\n== ${stage.name}: ${stage.says}`);
    const startedAt = performance.now();
    const outcome = await attempt(stage, bench);
    sum.passed += outcome.passed;
    sum.failed += outcome.failed;
    if (outcome.output) write(outcome.output);
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    write(
      `== ${stage.name}: ${outcome.failed === 0 ? 'ok' : 'FAILED'} (${outcome.passed} passed, ${outcome.failed} failed, ${seconds} s)`,
    );
    if (outcome.failed > 0) red.push(stage.name);
  }
  if (red.length > 0) write(`\nFailed: ${red.join(', ')}. Run one again with \`npm run check -- ${red[0]}\`.`);
  return sum;
}

/**
 * A check that breaks down has failed; the others still run.
 * @param {import('./gate.mjs').Gate} stage
 * @param {import('./gate.mjs').Bench} bench
 * @returns {Promise<import('./gate.mjs').Outcome>}
 */
async function attempt(stage, bench) {
  try {
    return await stage.run(bench);
  } catch (error) {
    return { passed: 0, failed: 1, output: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
