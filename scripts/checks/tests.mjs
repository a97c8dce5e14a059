import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { judge } from './gate.mjs';
import { runVitest } from './vitest.mjs';

const CORE = 'libs/workflow-core';
/** Coverage is judged by a check of its own, so that a red test and an untested line are two findings. */
const NO_THRESHOLDS = ['statements', 'branches', 'functions', 'lines'].map((what) => `--coverage.thresholds.${what}=0`);

/** What the stage core measured, for the stage coverage. @type {CoverageSummary | undefined} */
let measured;

/** @type {import('./gate.mjs').Gate} */
export const core = {
  name: 'core',
  says: 'unit tests of the core, with coverage',
  async run(bench) {
    // A folder of its own: vitest refuses to share one with another run.
    const folder = mkdtempSync(join(tmpdir(), 'workflow-coverage-'));
    const report = [
      `--coverage.reportsDirectory=${folder}`,
      '--coverage.reporter=json-summary',
      '--coverage.reportOnFailure',
    ];
    try {
      const outcome = await runVitest(bench, [
        '--project',
        'unit',
        `${CORE}/`,
        '--coverage',
        ...report,
        ...NO_THRESHOLDS,
      ]);
      measured = readSummary(join(folder, 'coverage-summary.json'));
      return outcome;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

/** @type {import('./gate.mjs').Gate} */
export const coverage = {
  name: 'coverage',
  says: 'the tests of the core reach all of it (measured by the stage core)',
  run({ root }) {
    return judge(
      measured ? findUncovered(root, measured) : ['nothing was measured: run the stages core and coverage together'],
    );
  },
};

/** @type {import('./gate.mjs').Gate} */
export const unit = {
  name: 'unit',
  says: 'unit tests of everything else',
  run: (bench) =>
    runVitest({ ...bench, env: { ...bench.env, WORKFLOW_TESTS_LEAVE_OUT: `${CORE}/**` } }, ['--project', 'unit']),
};

/** @type {import('./gate.mjs').Gate} */
export const integration = {
  name: 'integration',
  says: 'tests against a real Redis, over HTTP, and under chaos',
  run: (bench) => runVitest(bench, ['--project', 'integration']),
};

/** @param {string} file @returns {CoverageSummary | undefined} */
function readSummary(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

/**
 * @typedef {Record<string, Record<string, { total: number, covered: number }>>} CoverageSummary
 * @param {string} root
 * @param {CoverageSummary} summary
 * @returns {string[]}
 */
export function findUncovered(root, summary) {
  const files = Object.entries(summary).filter(([file]) => file !== 'total');
  if (files.length === 0) return ['coverage was measured over no file'];
  return files.flatMap(([file, measures]) => {
    const short = ['statements', 'branches', 'functions', 'lines'].filter(
      (what) => (measures[what]?.covered ?? 0) < (measures[what]?.total ?? 0),
    );
    const spelled = short.map((what) => `${what} ${measures[what]?.covered} of ${measures[what]?.total}`);
    return short.length > 0 ? [`${relative(root, file)}: ${spelled.join(', ')}`] : [];
  });
}
