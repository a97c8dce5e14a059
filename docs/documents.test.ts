import { existsSync, readdirSync, readFileSync } from 'node:fs';
import {
  checkDefinition,
  checkSource,
  definitionSchema,
  readSource,
  type AgentCatalogue,
  type CheckedDefinition,
} from '@workflow/core';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';

const root = new URL('../', import.meta.url);

/** The documents, by their path from the repository's folder. */
const documents = [
  'README.md',
  'ARCHITECTURE.md',
  ...['docs/', 'docs/decisions/', 'docs/guides/'].flatMap((folder) =>
    readdirSync(new URL(folder, root))
      .filter((name) => name.endsWith('.md'))
      .map((name) => folder + name),
  ),
  ...readdirSync(new URL('docs/examples/', root), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => `docs/examples/${name}/README.md`),
];

const textOf = (path: string): string => readFileSync(new URL(path, root), 'utf8');

/** Text without its code blocks, in which nothing is a link or a heading. */
function proseOf(path: string): string {
  return textOf(path).replaceAll(/^```.*?^```$/gms, '');
}

/** The names that GitHub gives to the headings of a document. */
function anchorsOf(path: string): string[] {
  return [...proseOf(path).matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

function brokenLinks(path: string): string[] {
  const targets = [...proseOf(path).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
  return targets.filter((target) => {
    if (/^[a-z]+:/.test(target)) return false;
    const [file = '', anchor] = target.split('#');
    const found = file === '' ? new URL(path, root) : new URL(file, new URL(path, root));
    if (!existsSync(found)) return true;
    return anchor !== undefined && !anchorsOf(found.pathname.slice(root.pathname.length)).includes(anchor);
  });
}

/** A block of a document that is a whole definition. */
interface Block {
  readonly name: string;
  readonly language: string;
  /** Codes that the block is there to show; none for a definition that must pass. */
  readonly refused: readonly string[];
  readonly text: string;
}

/** Whole definitions have steps or tasks of their own, and are no file of code. */
function isDefinition({ language, text }: Block): boolean {
  if (language === 'ts') return /^(\{|export default \{)/.test(text) && text.includes('steps:');
  return /^\s*"?(steps|tasks)"?:/m.test(text);
}

const blocks = documents.flatMap((path) =>
  [...textOf(path).matchAll(/^```(ts|json|yaml)([^\n]*)\n(.*?)^```$/gms)]
    .map(([, language = '', info = '', text = ''], index): Block => {
      const [, ...refused] = info.trim().split(' ').filter(Boolean);
      return { name: `${path}, block ${index + 1}`, language, refused, text };
    })
    .filter(isDefinition),
);

/** The agents of the product, and the one that the README has its reader write. */
const product = JSON.parse(textOf('docs/agents.json')) as AgentCatalogue;
const name = { type: 'string', minLength: 1 };
const greet = { name: 'greet', effect: 'read', undoable: false, output: {} } as const;
const greeter = { ...greet, input: { type: 'object', properties: { name }, required: ['name'] } };
const catalogue: AgentCatalogue = { ...product, agents: [...product.agents, { name: 'GREETER', actions: [greeter] }] };

const formatOf = ({ language }: Block) => ({ format: language === 'json' ? 'json' : 'yaml' }) as const;

async function check(block: Block): Promise<CheckedDefinition> {
  if (block.language !== 'ts') return checkSource(block.text, formatOf(block), catalogue);
  return checkDefinition({ value: await valueOf(block) }, catalogue);
}

async function valueOf(block: Block): Promise<unknown> {
  if (block.language !== 'ts') {
    const source = readSource(block.text, formatOf(block));
    return source.ok ? source.value : source.problems;
  }
  const code = block.text.startsWith('{') ? `export default ${block.text}` : block.text;
  const module = (await import(`data:text/javascript,${encodeURIComponent(code)}`)) as { default: unknown };
  return module.default;
}

const takenByEditors = new Ajv2020({ strict: false }).compile(definitionSchema({ catalogue }));

describe.each(documents)('%s', (path) => {
  it('links to what is there', () => {
    expect(brokenLinks(path)).toEqual([]);
  });

  it('is short, when it is a decision', () => {
    if (path.startsWith('docs/decisions/')) expect(textOf(path).split('\n').length).toBeLessThanOrEqual(61);
  });
});

describe('the definitions in the documents', () => {
  it('are found', () => {
    expect(new Set(blocks.map(({ language }) => language))).toEqual(new Set(['ts', 'yaml']));
  });

  it.each(blocks.filter(({ refused }) => refused.length === 0))('pass the checker: $name', async (block) => {
    const { problems, definition } = await check(block);
    expect(problems).toEqual([]);
    expect(definition).toBeDefined();
  });

  it.each(blocks.filter(({ refused }) => refused.length === 0))('are taken by editors: $name', async (block) => {
    const value = await valueOf(block);
    expect([takenByEditors(value), takenByEditors.errors]).toEqual([true, null]);
  });

  it.each(blocks.filter(({ refused }) => refused.length > 0))('are refused as they say: $name', async (block) => {
    const { problems } = await check(block);
    expect(new Set(problems.map(({ code }) => code))).toEqual(new Set(block.refused));
  });
});

describe('the decisions', () => {
  it('are numbered without a gap', () => {
    const numbers = documents.flatMap((path) => /decisions\/(\d{4})-/.exec(path)?.[1] ?? []).map(Number);
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
  });
});
