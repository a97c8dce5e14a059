import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { AgentCatalogue } from '../catalogue/catalogue.js';
import { checkSource } from './check-definition.js';
import type { Problem } from './problem.js';

/** One small definition for each defect that the language names; its first lines say what is found, and where. */
const folder = new URL('defects/', import.meta.url);
const files = readdirSync(folder);
const committed = new URL('../../../../docs/agents.json', import.meta.url);
const catalogue = JSON.parse(readFileSync(committed, 'utf8')) as AgentCatalogue;

const head = /^# (?<how>refused|warned) at (?<place>\d+:\d+).*: (?<what>\w+ \S+)$/gm;

function expected(text: string, how: string): string[] {
  return [...text.matchAll(head)].flatMap(({ groups }) =>
    groups?.['how'] === how ? [`${groups['place']} ${groups['what']}`] : [],
  );
}

const shown = (found: readonly Problem[]) =>
  found.map(({ line, column, code, path }) => `${line}:${column} ${code} ${path}`);

describe('the definition of', () => {
  test.each(files)('%s is refused or warned of, at its place', (file) => {
    const text = readFileSync(new URL(file, folder), 'utf8');
    const found = checkSource(text, { format: 'yaml' }, catalogue, { findWorkflow: () => ({ kind: 'missing' }) });
    const warned = expected(text, 'warned');
    expect(shown(found.problems)).toEqual(expected(text, 'refused'));
    expect(shown(found.warnings)).toEqual(expect.arrayContaining(warned));
    expect(found.problems.length + warned.length).toBeGreaterThan(0);
  });
});
