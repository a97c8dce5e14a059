import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { messageOf, unreadable } from '../failure.js';

/** The text of a file named on the command line, without a byte order mark. @throws CliFailure (exit code 2) */
export function readText(file: string, cwd: string): string {
  try {
    return readFileSync(resolve(cwd, file), 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const reason =
      code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a folder' : messageOf(error);
    throw unreadable(`${file} cannot be read: ${reason}.`, `check the path; it is looked for from ${cwd}`, error);
  }
}
