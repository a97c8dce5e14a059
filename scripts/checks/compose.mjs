import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { findComposeFaults } from './compose-rules.mjs';
import { findSchemaFaults } from './compose-schema.mjs';
import { judge } from './gate.mjs';

/** @type {import('./gate.mjs').Gate} */
export const compose = {
  name: 'compose',
  says: 'docker-compose.yml and its Dockerfile are sound as far as reading them can tell',
  run({ root }) {
    const text = readFileSync(join(root, 'docker-compose.yml'), 'utf8');
    const document = parse(text, { merge: true });
    const readFile = (/** @type {string} */ path) => readText(join(root, path));
    return judge([
      ...findSchemaFaults(document),
      ...findComposeFaults({ text, document, example: readFile('.env.example'), readFile }),
    ]);
  },
};

/** The text of a file, an empty text for a folder, undefined for neither. @param {string} path */
function readText(path) {
  if (!existsSync(path)) return undefined;
  return statSync(path).isFile() ? readFileSync(path, 'utf8') : '';
}
