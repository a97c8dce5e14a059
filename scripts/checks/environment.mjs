import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { judge } from './gate.mjs';
import { listSources } from './source-files.mjs';

/** Who may read the environment: one schema for the API, and the programs that are not the API. */
const READERS = [
  /^apps\/api\/src\/app\/config\//,
  /^apps\/cli\/src\//,
  /^apps\/bench\//,
  /^apps\/sandbox\/src\/main\.ts$/,
  /\.(test|fixture)\.ts$/,
  /^apps\/[^/]+\/(test|chaos)\//,
  /^libs\/workflow-testing\//,
];

/** @type {import('./gate.mjs').Gate} */
export const environment = {
  name: 'environment',
  says: 'process.env is read in apps/api/src/app/config alone',
  run({ root }) {
    const files = listSources(root, ['apps', 'libs'], (path) => /\.[cm]?tsx?$/.test(path));
    return judge(files.flatMap((file) => findEnvironmentReads(file, readFileSync(join(root, file), 'utf8'))));
  },
};

/**
 * @param {string} file
 * @param {string} text
 * @returns {string[]}
 */
export function findEnvironmentReads(file, text) {
  if (READERS.some((reader) => reader.test(file))) return [];
  return text.split('\n').flatMap((line, index) => {
    const isComment = /^\s*(\/\/|\*|\/\*)/.test(line);
    const reads = /\bprocess\s*\.\s*env\b|\bprocess\[['"]env['"]\]|\benv\b[^;]*\bfrom ['"](node:)?process['"]/.test(
      line,
    );
    return reads && !isComment
      ? [`${file}:${index + 1} reads the environment: take the value from apps/api/src/app/config`]
      : [];
  });
}
