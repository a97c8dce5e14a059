import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { judge } from './gate.mjs';
import { listSources } from './source-files.mjs';

/** Commands whose second word is no key. */
const KEYLESS = new Set(['MEMORY', 'OBJECT', 'XINFO', 'XGROUP', 'TIME', 'INFO', 'CONFIG', 'PUBLISH']);

/** @type {import('./gate.mjs').Gate} */
export const lua = {
  name: 'lua',
  says: 'Redis scripts begin with #!lua, catch no error halfway, and take their keys from KEYS',
  run({ root }) {
    const files = listSources(root, ['apps', 'libs'], (path) => path.endsWith('.lua'));
    return judge(files.flatMap((file) => findLuaFaults(file, readFileSync(join(root, file), 'utf8'))));
  },
};

/**
 * @param {string} file
 * @param {string} text
 * @returns {string[]} `file:line what is wrong and why it matters`
 */
export function findLuaFaults(file, text) {
  const lines = text.split('\n');
  const faults = [];
  // What lies in includes/ is pasted into scripts and is none itself.
  if (!file.includes('/includes/') && !/^#!lua(\s|$)/.test(lines[0] ?? '')) {
    faults.push(
      `${file}:1 the first line must begin with #!lua: without it a script that meets a full memory stops half-way`,
    );
  }
  lines.forEach((line, index) => {
    const code = line.replace(/--.*$/, '');
    const at = `${file}:${index + 1}`;
    if (/\bpcall\b/.test(code))
      faults.push(`${at} pcall hides a failed write: validate before the first write instead`);
    for (const call of code.matchAll(/redis\.p?call\(\s*(['"])([A-Za-z.]+)\1\s*,\s*([^,)]*)/g)) {
      const [, , command = '', key = ''] = call;
      if (KEYLESS.has(command.toUpperCase()) || !/^['"]|\.\./.test(key.trim())) continue;
      faults.push(
        `${at} the key is spelled here (${key.trim()}): keys come from KEYS, and only run-keys.ts spells them`,
      );
    }
  });
  return faults;
}
