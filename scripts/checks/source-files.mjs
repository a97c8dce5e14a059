import { readdirSync } from 'node:fs';
import { join, sep } from 'node:path';

const SKIPPED = new Set(['node_modules', 'dist', '.data', '.nx', '.git', 'coverage']);

/**
 * Every file below the given folders that is ours: no dependency, no build output. Paths are relative, with forward slashes.
 * @param {string} root
 * @param {string[]} folders
 * @param {(path: string) => boolean} wanted
 * @returns {string[]}
 */
export function listSources(root, folders, wanted) {
  return folders
    .flatMap((folder) => walk(root, folder))
    .filter(wanted)
    .sort();
}

/** @param {string} root @param {string} folder @returns {string[]} */
function walk(root, folder) {
  /** @type {import('node:fs').Dirent[]} */
  let entries;
  try {
    entries = readdirSync(join(root, folder), { withFileTypes: true });
  } catch {
    return [];
  }
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name).split(sep).join('/');
    if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : walk(root, path);
    return entry.isFile() ? [path] : [];
  });
}
