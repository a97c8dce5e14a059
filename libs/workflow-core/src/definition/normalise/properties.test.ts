import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { readSteps } from './normalise-steps.fixture.js';
import { inSnakeCase, writtenStep } from './written-step.fixture.js';

test('the normal form of a step of any kind is its own normal form', () => {
  fc.assert(
    fc.property(writtenStep, (written) => {
      const { steps, problems } = readSteps(written);
      fc.pre(!problems.some((problem) => problem.startsWith('TOO_LARGE')));
      expect(problems).toEqual([]);
      expect(readSteps(...steps)).toMatchObject({ problems: [] });
      expect(readSteps(...steps).steps).toStrictEqual(steps);
    }),
  );
});

test('the spelling of fields changes nothing', () => {
  fc.assert(
    fc.property(writtenStep, (written) => {
      const { steps, problems } = readSteps(inSnakeCase(written));
      const camel = readSteps(written);
      expect(steps).toStrictEqual(camel.steps);
      expect(problems).toHaveLength(camel.problems.length);
    }),
  );
});
