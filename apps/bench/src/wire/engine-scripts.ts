import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Seen from `src` as well as from `dist`. */
const apiDir = fileURLToPath(new URL('../../../api/', import.meta.url));

/** Our scripts' names by their hash, read where the engine reads them: on the wire there is nothing but the hash. */
export function engineScripts(): Map<string, string> {
  const names = new Map<string, string>();
  for (const file of globSync('{src,dist}/**/*.lua', { cwd: apiDir })) {
    const path = join(apiDir, file);
    const text = readFileSync(path, 'utf8').replaceAll(/^--@include ([a-z-]+)$/gm, (_, name: string) =>
      readFileSync(join(dirname(path), 'includes', `${name}.lua`), 'utf8'),
    );
    names.set(createHash('sha1').update(text).digest('hex'), basename(file, '.lua'));
  }
  return names;
}
