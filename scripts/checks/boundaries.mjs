import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { judge } from './gate.mjs';
import { listSources } from './source-files.mjs';

/**
 * @typedef {{ from: string, to: string, rule: string }} Violation
 * @typedef {{ files: string[], dependencies: number, violations: Violation[] }} Cruise
 */

const FIXTURE = 'scripts/fixtures/boundaries';

/** @type {import('./gate.mjs').Gate} */
export const boundaries = {
  name: 'boundaries',
  says: 'imports go where the house rules allow, every file was read, and a house built wrongly is refused',
  run(bench) {
    const onDisk = listSources(bench.root, ['apps', 'libs'], (path) => path.endsWith('.ts') && !path.endsWith('.d.ts'));
    const found = cruiseFolder(bench, bench.root);
    const proof = cruiseFolder(bench, join(bench.root, FIXTURE));
    if ('problem' in found) return judge([found.problem]);
    if ('problem' in proof) return judge([proof.problem]);
    const expected = JSON.parse(readFileSync(join(bench.root, FIXTURE, 'expected.json'), 'utf8'));
    return judge([...findUnread(onDisk, found), ...found.violations.map(spell), ...findBlindSpots(expected, proof)]);
  },
};

/**
 * A cruiser that cannot read TypeScript reports success over nothing.
 * @param {string[]} onDisk
 * @param {Cruise} found
 * @returns {string[]}
 */
export function findUnread(onDisk, found) {
  const read = new Set(found.files);
  const unread = onDisk.filter((file) => !read.has(file));
  if (unread.length > 0) return [`${unread.length} of ${onDisk.length} files were not read, such as ${unread[0]}`];
  if (onDisk.length > 1 && found.dependencies === 0)
    return [`${onDisk.length} files were read and not one import was found in them`];
  return [];
}

/**
 * @param {{ refused: Record<string, string>, allowed: string[] }} expected rule by known-bad file, and the known-good files
 * @param {Cruise} proof
 * @returns {string[]}
 */
export function findBlindSpots(expected, proof) {
  const missed = Object.entries(expected.refused).filter(
    ([file, rule]) => !proof.violations.some((one) => one.from === file && one.rule === rule),
  );
  const wronged = proof.violations.filter((one) => expected.allowed.includes(one.from));
  return [
    ...missed.map(([file, rule]) => `${FIXTURE}/${file} should be refused by ${rule} and is not`),
    ...wronged.map((one) => `${FIXTURE}/${one.from} should be allowed: ${spell(one)}`),
  ];
}

/** @param {Violation} violation */
function spell({ from, to, rule }) {
  return `${from} may not import ${to} (${rule})`;
}

/**
 * @param {import('./gate.mjs').Bench} bench
 * @param {string} folder
 * @returns {Cruise | { problem: string }}
 */
function cruiseFolder(bench, folder) {
  const run = spawnSync(bench.node, [join(bench.root, 'scripts/checks/cruise.mjs'), folder], {
    cwd: bench.root,
    env: bench.env,
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  if (run.status === 0) return JSON.parse(run.stdout);
  return { problem: `dependency-cruiser failed over ${folder}:\n${run.stderr}` };
}
