import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';

/** What the compiler leaves behind in `src` although the built program reads it. */
const ASSETS = new Set(['.lua', '.html', '.css', '.svg']);

/**
 * Copies scripts and pages from every project's `src` to its `dist`, since tsc copies nothing. Unchanged files are left alone.
 * @param {string} root
 * @returns {number} how many files were written
 */
export function copyAssets(root) {
  let written = 0;
  for (const shelf of ['apps', 'libs']) {
    if (!existsSync(join(root, shelf))) continue;
    for (const project of readdirSync(join(root, shelf))) {
      const source = join(root, shelf, project, 'src');
      if (!existsSync(source)) continue;
      for (const name of readdirSync(source, { recursive: true, encoding: 'utf8' })) {
        if (ASSETS.has(extname(name)) && copyChanged(join(source, name), join(root, shelf, project, 'dist', name)))
          written += 1;
      }
    }
  }
  return written;
}

/** @param {string} from @param {string} to */
function copyChanged(from, to) {
  if (existsSync(to) && readFileSync(from).equals(readFileSync(to))) return false;
  mkdirSync(dirname(to), { recursive: true });
  copyFileSync(from, to);
  return true;
}
