import { registerHooks } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { messageOf, unreadable } from '../failure.js';
import { readText } from './read-text.js';

/**
 * The default export of a TypeScript or JavaScript file. Node strips the types itself; `@workflow/…` is found from here
 * where the file's own folder has none. The file's code runs in this process.
 * @throws CliFailure (exit code 2)
 */
export async function importDefault(file: string, cwd: string): Promise<unknown> {
  readText(file, cwd);
  const hooks = registerHooks({
    resolve(specifier, context, nextResolve) {
      try {
        return nextResolve(specifier, context);
      } catch (error) {
        if (!specifier.startsWith('@workflow/')) throw error;
        return nextResolve(specifier, { ...context, parentURL: import.meta.url });
      }
    },
  });
  const path = resolve(cwd, file);
  try {
    const module = (await import(pathToFileURL(path).href)) as object;
    if ('default' in module) return module.default;
  } catch (error) {
    throw unreadable(
      `${file}${placeIn(error, path)} cannot be loaded: ${messageOf(error).trim()}`,
      nextFor(error),
      error,
    );
  } finally {
    hooks.deregister();
  }
  throw unreadable(`${file} has no default export.`, 'write export default { id: …, steps: […] }');
}

/** `:line:column` of the file, where the error knows it: Node names the file by its path or its URL. */
function placeIn(error: unknown, path: string): string {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  for (const name of [pathToFileURL(path).href, path]) {
    const at = stack.indexOf(`${name}:`);
    if (at !== -1) return /^(:\d+)+/.exec(stack.slice(at + name.length))?.[0] ?? '';
  }
  return '';
}

function nextFor(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX') {
    return 'Node only strips types: leave out enum, namespace and parameter properties';
  }
  if (code === 'ERR_MODULE_NOT_FOUND')
    return 'write imports of your own files with their extension, such as ./steps.ts, and install the others';
  return 'mend the file; it is run by Node as it stands, with its types stripped';
}
