import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runGroup } from './run-group.mjs';

/**
 * @typedef {{ numPassedTests: number, numFailedTests: number, testResults: { name: string, status: string, message?: string, assertionResults: unknown[] }[] }} Report
 */

/** A test that spins without ever yielding outlasts vitest's own time limits, and a check that never ends says nothing. */
const LIMIT_MS = 20 * 60_000;

/**
 * Runs vitest, shows its own output as it comes, and counts tests from its JSON report.
 * @param {import('./gate.mjs').Bench} bench
 * @param {string[]} args
 * @returns {Promise<import('./gate.mjs').Outcome>}
 */
export async function runVitest({ root, node, env }, args) {
  const folder = mkdtempSync(join(tmpdir(), 'workflow-vitest-'));
  const report = join(folder, 'report.json');
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  try {
    const ended = await runGroup(node, [vitest, 'run', ...args, ...reporters], { cwd: root, env, limitMs: LIMIT_MS });
    const outcome = countTests(ended.status, readReport(report));
    if (!ended.isLate) return outcome;
    return {
      ...outcome,
      failed: outcome.failed + 1,
      output: `vitest was ended after ${LIMIT_MS / 60_000} minutes; the last file above may name the test that never ends`,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Tests that passed and failed. A file that could not be loaded holds no failed test, and an error outside every test
 * none either: each counts as one failure. No test at all is a failure, too.
 * @param {number} status vitest's exit code
 * @param {Report | undefined} report
 * @returns {import('./gate.mjs').Outcome}
 */
export function countTests(status, report) {
  if (!report) return { passed: 0, failed: 1, output: 'vitest ended without a report' };
  const broken = report.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0);
  const passed = report.numPassedTests;
  const failed = report.numFailedTests + broken.length;
  if (failed > 0)
    return {
      passed,
      failed,
      output: broken.map((file) => `${file.name} could not be loaded: ${file.message ?? ''}`).join('\n'),
    };
  if (status !== 0)
    return {
      passed,
      failed: 1,
      output: `vitest ended with exit code ${status} although no test failed: see its output above`,
    };
  return passed > 0 ? { passed, failed, output: '' } : { passed, failed: 1, output: 'no test ran' };
}

/** @param {string} file @returns {Report | undefined} */
function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
