import { endWithNpm } from './end-with-npm.mjs';

/**
 * An expected reason to stop: one sentence for a person, no stack.
 * Everything else that is thrown is a defect and keeps its stack.
 */
export class Refusal extends Error {
  /** @param {string} sentence @param {string} [detail] a tool's own output, printed below the sentence */
  constructor(sentence, detail = '') {
    super(sentence);
    this.name = 'Refusal';
    this.detail = detail;
  }
}

/**
 * Runs a command's body: its number becomes the exit code, a refusal becomes one sentence and exit code 1. The command
 * ends when npm, which started it, is stopped.
 * @param {() => Promise<number>} body
 */
export async function runCommand(body) {
  endWithNpm();
  try {
    process.exitCode = await body();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    process.stderr.write(`${error.message}\n`);
    if (error.detail) process.stderr.write(`${error.detail.trimEnd()}\n`);
    process.exitCode = 1;
  }
}
