import { z } from 'zod';
import { inputTypes } from '../definition.js';
import { inputTypeSchema } from '../input-mismatch.js';
import { forbiddenKeys } from '../json-limits.js';
import { descriptionSchema, flagSchema, keySchema } from '../reading/schemas.js';
import { describe } from './describe.js';
import { maybe, shown } from './shown.js';

const key = z.string().regex(new RegExp(`^(?!(?:${[...forbiddenKeys].join('|')})$)`));

/** An object of the author's own, whose keys reach no prototype. */
export const payloadObject = z.record(
  key,
  z.lazy(() => payload),
);
/** Any JSON of the author's own. */
export const payload: z.ZodType = z
  .union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.lazy(() => payload)), payloadObject])
  .register(z.globalRegistry, { id: 'Payload' });

/** A rule of JSON Schema for each type: a default must be of it. */
const defaultOfType = inputTypes.map((type) => {
  const value = describe(inputTypeSchema(type), {});
  // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
  return { if: { properties: { type: { const: type } } }, then: { properties: { default: value } } };
});

/** An input of a workflow, or a field of a form. */
export const declaration = z
  .strictObject({
    name: shown(keySchema, 'Under which the value is given.'),
    type: shown(z.enum(inputTypes), 'What the value must be. A dataset is a list of objects; any takes everything.'),
    required: maybe(flagSchema, 'Whether it must be given.', { default: false }),
    default: maybe(payload, 'Taken where nothing is given. It must be of the type.'),
    description: maybe(descriptionSchema, 'For people.'),
  })
  .meta({ id: 'Declaration', allOf: defaultOfType });
