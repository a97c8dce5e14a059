import { approverRoles } from '@workflow/contract';
import { checkDefinition, checkSource, type AgentCatalogue, type CheckedDefinition } from '@workflow/core';
import { readDefinition } from './definition-file.js';

/** Reads and checks one file. @throws CliFailure (exit code 2) when it cannot be read */
export async function checkFile(file: string, catalogue: AgentCatalogue, cwd: string): Promise<CheckedDefinition> {
  const written = await readDefinition(file, cwd);
  if (written.kind === 'value') return checkDefinition({ value: written.value }, catalogue, { approverRoles });
  return checkSource(written.text, { format: written.format }, catalogue, { approverRoles });
}
