import { extname } from 'node:path';
import { unreadable } from '../failure.js';
import { importDefault } from './module-file.js';
import { readText } from './read-text.js';

/** A definition as its file has it: text, whose problems have lines and columns, or the value of a module. */
export type WrittenDefinition =
  | { readonly kind: 'text'; readonly text: string; readonly format: 'json' | 'yaml' }
  | { readonly kind: 'value'; readonly value: unknown };

/** Reads a definition by the ending of its name. @throws CliFailure (exit code 2) */
export async function readDefinition(file: string, cwd: string): Promise<WrittenDefinition> {
  switch (extname(file).toLowerCase()) {
    case '.json':
      return { kind: 'text', text: readText(file, cwd), format: 'json' };
    case '.yaml':
    case '.yml':
      return { kind: 'text', text: readText(file, cwd), format: 'yaml' };
    case '.ts':
    case '.mts':
    case '.js':
    case '.mjs':
      return { kind: 'value', value: await importDefault(file, cwd) };
    default:
      throw unreadable(
        `${file} is no definition: its name ends in none of .ts .js .json .yaml .yml.`,
        'name a file that does',
      );
  }
}
