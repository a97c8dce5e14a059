import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Problem } from '@workflow/core';

/**
 * Where an unknown agent may yet be known: a line for the end of the problems, empty when it would be of no use. Names the
 * `agents.json` that lies beside one of the files, where there is one.
 */
export function catalogueHint(
  problems: readonly Problem[],
  givenCatalogue: string | undefined,
  files: readonly string[],
  cwd: string,
): string {
  const isAboutAgents = problems.some(({ code }) => code === 'UNKNOWN_AGENT' || code === 'UNKNOWN_ACTION');
  if (givenCatalogue !== undefined || !isAboutAgents) return '';
  const beside = files.map((file) => join(dirname(file), 'agents.json')).find((file) => existsSync(resolve(cwd, file)));
  const other =
    beside === undefined
      ? '--agents FILE names another; wf agents --json > FILE writes that of the running API'
      : `--agents ${beside} names the one that lies beside`;
  return `checked against the agents of the product (docs/agents.json): ${other}\n`;
}
