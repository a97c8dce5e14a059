import type { Problem } from '@workflow/core';

/** Where an unknown agent may yet be known: a line for the end of the problems, empty when it would be of no use. */
export function catalogueHint(problems: readonly Problem[], givenCatalogue: string | undefined): string {
  const isAboutAgents = problems.some(({ code }) => code === 'UNKNOWN_AGENT' || code === 'UNKNOWN_ACTION');
  if (givenCatalogue !== undefined || !isAboutAgents) return '';
  return 'checked against the committed catalogue; for agents of your own: wf agents --json > agents.json, then --agents agents.json\n';
}
