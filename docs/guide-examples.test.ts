import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const textOf = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');

/** The blocks of the guide that are whole test files, in order. */
const tests = [...textOf('guides/test-your-workflows.md').matchAll(/^```ts\n(import .*?)^```$/gms)].map(
  ([, block]) => block,
);

it('the tests in the guide to testing workflows are tests that run', () => {
  expect(tests).toEqual(['outreach-campaign.test.ts', 'declined-card.test.ts'].map(textOf));
});
