import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { judge, runTool } from './gate.mjs';
import { listSources } from './source-files.mjs';

/** Below this size a file can hold no duplicate worth reporting, and jscpd does not count it. */
const COUNTED_LINES = 20;

/** @type {import('./gate.mjs').Gate} */
export const duplication = {
  name: 'duplication',
  says: 'jscpd finds hardly any text twice, and has read the files',
  run(bench) {
    const reports = mkdtempSync(join(tmpdir(), 'workflow-jscpd-'));
    try {
      const { status, output } = runTool(bench, 'jscpd', 'jscpd', [
        '--config',
        '.jscpd.json',
        '--reporters',
        'json,console',
        '--output',
        reports,
      ]);
      return judge([...(status === 0 ? [] : [output]), ...findUnread(reports, countExpected(bench.root), output)]);
    } finally {
      rmSync(reports, { recursive: true, force: true });
    }
  },
};

/**
 * A scanner that finds no files finds no duplicates either, and would pass.
 * @param {string} reports @param {number} expected @param {string} output
 */
function findUnread(reports, expected, output) {
  if (expected === 0) return [];
  try {
    const { statistics } = JSON.parse(readFileSync(join(reports, 'jscpd-report.json'), 'utf8'));
    const read = Number(statistics.total.sources);
    return read >= expected ? [] : [`jscpd read ${read} files; at least ${expected} are on disk`];
  } catch {
    return [`jscpd wrote no report; it said:\n${output}`];
  }
}

/** @param {string} root */
function countExpected(root) {
  return listSources(root, ['apps', 'libs'], (path) => {
    if (!/\.(ts|lua)$/.test(path) || path.endsWith('.test.ts')) return false;
    return readFileSync(join(root, path), 'utf8').split('\n').length > COUNTED_LINES;
  }).length;
}
