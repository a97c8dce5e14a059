import { z } from 'zod';
import type { Json } from '../json.js';
import {
  countSchema,
  delaySchema,
  expressionSchema,
  flagSchema,
  idSchema,
  idsSchema,
  inputsSchema,
  isJsonObject,
  jsonSchema,
  oneOf,
  text,
} from '../reading/schemas.js';

/** The fields of a kind of step: its schemas, and which of them must be there. */
export interface KindShape {
  readonly fields: Readonly<Record<string, z.ZodType>>;
  readonly required: readonly string[];
}

const objects = z.array(
  z.custom<Json>((value) => isJsonObject(value as Json), 'an object'),
  'a list of objects',
);
const roles = z
  .strictObject({ roles: z.array(text(100)), users: z.array(text(100)), count: countSchema }, 'an object')
  .partial();
const share = z.union([countSchema, z.string().regex(/^\d{1,3}%$/)], 'a number of items, or a share such as `10%`');
// oxlint-disable-next-line unicorn/no-thenable -- `then` is a field of the language
const branch = z.strictObject({ when: expressionSchema, then: idsSchema }, 'a branch {when, then}');
const pairs = z.array(z.tuple([idSchema, idSchema], 'a pair of step ids'), 'a list of pairs of step ids');

/** The kinds of step that the language has and that are not built: their shape is still checked. */
export const kindShapes: Readonly<Record<string, KindShape>> = {
  choose: {
    fields: { branches: z.array(branch, 'a list of branches'), otherwise: idsSchema, mode: oneOf(['first', 'every']) },
    required: ['branches'],
  },
  map: {
    fields: {
      over: expressionSchema,
      steps: objects,
      output: jsonSchema,
      concurrency: countSchema,
      onItemError: oneOf(['fail', 'continue']),
      tolerate: share,
      completeWhen: expressionSchema,
      rest: oneOf(['cancel', 'keep']),
    },
    required: ['over', 'steps'],
  },
  loop: {
    fields: {
      steps: objects,
      while: expressionSchema,
      until: expressionSchema,
      output: jsonSchema,
      maxIterations: countSchema,
    },
    required: ['steps', 'maxIterations'],
  },
  workflow: {
    fields: {
      id: idSchema,
      version: countSchema,
      inputs: inputsSchema,
      wait: flagSchema,
      onParentCancel: oneOf(['cancel', 'abandon']),
    },
    required: ['id'],
  },
  wait: {
    fields: {
      signal: text(200),
      key: expressionSchema,
      match: expressionSchema,
      mailbox: oneOf(['persistent', 'transient']),
      delay: delaySchema,
      until: expressionSchema,
      firstOf: objects,
    },
    required: [],
  },
  approval: {
    fields: {
      prompt: text(10_000),
      show: jsonSchema,
      approvers: roles,
      form: objects,
      onTimeout: oneOf(['fail', 'approve', 'reject']),
    },
    required: ['prompt', 'approvers'],
  },
  interleave: { fields: { steps: objects, order: pairs }, required: ['steps'] },
  end: { fields: { outcome: oneOf(['completed', 'failed']), output: jsonSchema }, required: ['outcome'] },
};

/** Fields of any step that are not built, with their shapes. */
export const unbuiltStepFields: Readonly<Record<string, z.ZodType>> = {
  cache: z.strictObject({ ttl: delaySchema, key: expressionSchema.optional() }, 'an object {ttl, key}'),
  mutex: z.strictObject(
    { key: expressionSchema, scope: oneOf(['run', 'team', 'global']).optional() },
    'an object {key, scope}',
  ),
  onlyWhile: expressionSchema,
  cancels: idsSchema,
  priority: z.int('a whole number, 1 to 100').min(1, 'a whole number, 1 to 100').max(100, 'a whole number, 1 to 100'),
};
