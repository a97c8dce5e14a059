import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { definitionSchema, readSource } from '@workflow/core';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, it } from 'vitest';

const examples = new URL('./examples/', import.meta.url);
/** The files of the folder, and the definitions of the worked cases in folders of their own. */
const names = readdirSync(examples, { withFileTypes: true }).map((entry) =>
  entry.isDirectory() ? `${entry.name}/workflow.yaml` : entry.name,
);
const committed = new URL('./definition.schema.json', import.meta.url);
const written = () => `${JSON.stringify(definitionSchema(), undefined, 2)}\n`;

// WRITE_SCHEMA=1 npx vitest run --project unit docs/definition-schema
it('is the one committed as docs/definition.schema.json', () => {
  if (process.env['WRITE_SCHEMA'] === '1') writeFileSync(committed, written());
  expect(readFileSync(committed, 'utf8')).toBe(written());
});

const validate = new Ajv2020({ strict: false }).compile(definitionSchema());

it.each(names)('takes the example %s', async (name) => {
  expect([validate(await valueOf(name)), validate.errors]).toEqual([true, null]);
});

it.each(names.filter((name) => !name.endsWith('.ts')))('is named in the example %s', (name) => {
  expect(readFileSync(new URL(name, examples), 'utf8')).toMatch(/\$schema("?: "|=)(\.\.\/)+definition\.schema\.json/);
});

async function valueOf(name: string): Promise<unknown> {
  const file = new URL(name, examples);
  if (name.endsWith('.ts')) return ((await import(file.href)) as { default: unknown }).default;
  const source = readSource(readFileSync(file, 'utf8'), { format: name.endsWith('.json') ? 'json' : 'yaml' });
  return source.ok ? source.value : source.problems;
}
