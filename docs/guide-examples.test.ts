import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const textOf = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');

it('the first test of the guide to testing workflows is a test that runs', () => {
  const [, block] = /^```ts\n(.*?)^```$/ms.exec(textOf('guides/test-your-workflows.md')) ?? [];
  expect(block).toBe(textOf('outreach-campaign.test.ts'));
});
