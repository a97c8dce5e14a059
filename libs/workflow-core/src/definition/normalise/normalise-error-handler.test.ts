import { expect, test } from 'vitest';
import { ObjectReader, shapeOf } from '../reading/object-reader.js';
import { Reading } from '../reading/reading.js';
import { normaliseErrorHandler } from './normalise-error-handler.js';
import { unbuilt } from './refuse-unbuilt.js';

test.each([
  [unbuilt, '{rollback, notify}'],
  [{}, '{rollback, notify, startWorkflow}'],
])('proposes no field that would be refused: %j', (missing, fields) => {
  const reading = new Reading(missing);
  const shape = shapeOf('a workflow definition', ['errorHandler']);
  normaliseErrorHandler(new ObjectReader(reading, { written: '', normal: '' }, { errorHandler: 'rollback' }, shape));
  expect(reading.problems.map(({ message }) => message)).toEqual([
    `\`errorHandler\` must be \`rollback_workflow\`, \`notify\`, \`none\` or ${fields}; found "rollback".`,
  ]);
});
