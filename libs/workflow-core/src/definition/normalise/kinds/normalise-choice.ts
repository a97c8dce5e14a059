import { type ObjectReader, shapeOf } from '../../reading/object-reader.js';
import { idsSchema, oneOf } from '../../reading/schemas.js';
import { withoutUndefined } from '../../reading/without-undefined.js';
import type { Branch, ChoiceStep } from '../../step-kinds.js';
import { needExpression } from '../read-expression.js';
import type { OwnFields } from './own-fields.js';

const choiceShape = shapeOf('`choose`', ['branches', 'otherwise', 'mode']);
const branchShape = shapeOf('a branch', ['when', 'then']);
export const modeSchema = oneOf(['first', 'every']);
// oxlint-disable-next-line unicorn/no-thenable -- `then` is a field of the language
const blank: Branch = { when: '', then: [] };

/** The branches of a choice, one or more; the first that fits is taken where nothing else is said. */
export function normaliseChoice(step: ObjectReader): OwnFields<ChoiceStep> | undefined {
  const reader = step.object('choose', choiceShape);
  if (reader === undefined) return undefined;
  const choose: ChoiceStep['choose'] = {
    branches: reader.objects('branches', branchShape, normaliseBranch, blank, 1),
    otherwise: reader.take('otherwise', idsSchema),
    mode: reader.take('mode', modeSchema) ?? 'first',
  };
  return { kind: 'choice', choose: withoutUndefined(choose) };
}

function normaliseBranch(reader: ObjectReader): Branch {
  // oxlint-disable-next-line unicorn/no-thenable -- `then` is a field of the language
  return { when: needExpression(reader, 'when'), then: reader.need('then', idsSchema) ?? [] };
}
