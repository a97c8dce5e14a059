import { expect, test } from 'vitest';
import { foldName } from './catalogue.js';

test('folds case, dashes and underscores', () => {
  expect(foldName('AI_Orchestrator')).toBe(foldName('ai-orchestrator'));
  expect(foldName('etl agent')).not.toBe(foldName('etl_agent'));
});
