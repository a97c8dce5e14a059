import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { AgentsResponse } from '@workflow/contract';
import type { AgentCatalogue } from '@workflow/core';
import { unreadable } from '../failure.js';
import { readData } from './data-file.js';

/** The catalogue that is committed with the product. */
const committed = fileURLToPath(new URL('../../../../docs/agents.json', import.meta.url));
const shape = AgentsResponse.pick({ agents: true, transformers: true });

/** Who can do what: of `--agents FILE`, else of the committed file. @throws CliFailure (exit code 2) */
export function readCatalogue(file: string | undefined, cwd: string): AgentCatalogue {
  if (file === undefined && !existsSync(committed)) {
    throw unreadable(
      `The agent catalogue ${committed} is not there.`,
      'name one with --agents FILE; wf agents --json writes it',
    );
  }
  const value = readData(file ?? committed, cwd);
  const parsed = shape.safeParse(value);
  if (parsed.success) return value as unknown as AgentCatalogue;
  const [issue] = parsed.error.issues;
  throw unreadable(
    `${file ?? committed} is no agent catalogue: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`,
    'take the answer of wf agents --json',
  );
}
