import { unreadable } from '../failure.js';
import { readObject } from './data-file.js';

const example = 'write --input name=text, or --input name:=json for a number, a list, …';

/**
 * The trigger of a run: the fields of `--inputs FILE`, and over them each `--input`. `k=v` is text as it stands, so that
 * ids and phone numbers stay what they are; `k:=v` is JSON.
 * @throws CliFailure (exit code 2)
 */
export function readInputs(file: string | undefined, pairs: readonly string[], cwd: string): Record<string, unknown> {
  const inputs = new Map<string, unknown>(Object.entries(file === undefined ? {} : readObject(file, cwd)));
  for (const pair of pairs) {
    const cut = pair.indexOf('=');
    const isJson = pair[cut - 1] === ':';
    const name = pair.slice(0, isJson ? cut - 1 : cut);
    if (cut < 1 || name === '') throw unreadable(`--input ${pair} names no field.`, example);
    const text = pair.slice(cut + 1);
    inputs.set(name, isJson ? jsonOf(text, pair) : text);
  }
  return Object.fromEntries(inputs);
}

function jsonOf(text: string, pair: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw unreadable(`--input ${pair}: what follows := is no JSON.`, example, error);
  }
}
