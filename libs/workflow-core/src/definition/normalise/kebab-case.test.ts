import { expect, test } from 'vitest';
import { kebabCase } from './kebab-case.js';

test.each([
  ['DataProcessingPipeline', 'data-processing-pipeline'],
  ['HTTPServer v2', 'http-server-v2'],
  ['already-kebab', 'already-kebab'],
  ['snake_case name!', 'snake-case-name'],
  ['  ', ''],
])('%j becomes %j', (name, id) => {
  expect(kebabCase(name)).toBe(id);
});
