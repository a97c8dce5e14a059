import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { judge } from './gate.mjs';

/** Folders of one machine; split up, so that this file passes its own check. */
const FOLDERS = ['home', 'root', 'tmp'].map((name) => `/${name}/`);
const MACHINE_PATH = new RegExp(String.raw`(?<![\w.$}\])*-])(${FOLDERS.join('|')})`);

/** Tests may name any path, and a container image has folders of its own. */
const EXEMPT = [
  /\.test\.ts$/,
  /^apps\/[^/]+\/(test|chaos)\//,
  /^package-lock\.json$/,
  /^docker\//,
  /^scripts\/fixtures\//,
];

/** @type {import('./gate.mjs').Gate} */
export const paths = {
  name: 'paths',
  says: "no file names a folder of somebody's machine",
  run({ root }) {
    return judge(listOwnFiles(root).flatMap((file) => findMachinePaths(file, readText(join(root, file)))));
  },
};

/**
 * @param {string} file
 * @param {string} text
 * @returns {string[]}
 */
export function findMachinePaths(file, text) {
  if (EXEMPT.some((exempt) => exempt.test(file))) return [];
  return text.split('\n').flatMap((line, index) => {
    const found = MACHINE_PATH.exec(line);
    return found ? [`${file}:${index + 1} names ${found[1]}, which exists on one machine only`] : [];
  });
}

/** What git keeps or would keep, so that a new file is checked before it is committed. @param {string} root */
function listOwnFiles(root) {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  return listed.split('\0').filter(Boolean);
}

/** A deleted file, a folder or a binary has no lines to check. @param {string} file */
function readText(file) {
  const entry = statSync(file, { throwIfNoEntry: false });
  if (!entry?.isFile() || entry.size > 4 * 1024 * 1024) return '';
  const text = readFileSync(file, 'utf8');
  return text.includes('\0') ? '' : text;
}
