import { z } from 'zod';
import type { StepKind } from '../step-kinds.js';
import { flagSchema, keySchema, nameSchema } from '../reading/schemas.js';
import { action, agent, attemptFields, inputs } from './calls.js';
import { containersOf } from './containers.js';
import { approval, cache, childWorkflow, choice, end, transform } from './kinds.js';
import { payloadObject } from './payload.js';
import { maybe, shown } from './shown.js';
import { stepFields, stepId } from './step-fields.js';
import { awaited } from './waits.js';

type Fields = Readonly<Record<string, z.ZodType>>;

/** What tells steps of the normal form from tasks of the YAML form 2.0. */
interface Form {
  readonly id: 'Step' | 'Task';
  readonly base: Fields;
  readonly action: Fields;
  readonly rules: { readonly allOf: readonly object[] };
}

/** A name that an id can be made of: its first letter or digit is a letter. */
export const idOrName = {
  allOf: [
    {
      anyOf: [
        { required: ['id'] },
        { required: ['name'], properties: { name: { pattern: '^[^A-Za-z0-9]*[A-Za-z]' } } },
      ],
    },
  ],
};

const hasFirstOf = { anyOf: [{ required: ['firstOf'] }, { required: ['first_of'] }] };
const writtenKind = (name: StepKind) => ({ properties: { kind: { const: name, doNotSuggest: true } } });
/** A wait for the first of several is of a kind of its own. */
const deferred = {
  if: { properties: { wait: hasFirstOf } },
  // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
  then: writtenKind('deferredChoice'),
  else: writtenKind('wait'),
};

const taskInputs = z.union([z.array(keySchema), payloadObject]);

/** A step in every spelling but the YAML form 2.0. */
export const step: z.ZodType = stepOf({
  id: 'Step',
  base: { id: stepId },
  action: { agent, action, inputs: inputs.optional() },
  rules: { allOf: [] },
});

/** A step of the YAML form 2.0. */
export const task: z.ZodType = stepOf({
  id: 'Task',
  base: {
    id: stepId.optional(),
    name: maybe(nameSchema, 'Makes the id, in kebab-case, when there is none.'),
    parallel: maybe(flagSchema, 'A hint that changes nothing: tasks that do not wait for each other run at once.'),
  },
  action: {
    agent,
    type: shown(action, 'The verb that the agent is asked for.', { aliases: ['action'] }),
    inputs: maybe(
      taskInputs,
      'Names of inputs of the workflow, or of tasks, whose values are given under their own names; or any JSON with ' +
        'templates. Without it a task is given the outputs of what it depends on, under their ids.',
    ),
  },
  rules: idOrName,
});

function stepOf({ id, base, action: called, rules }: Form): z.ZodType {
  const { map, loop, interleave } = containersOf(() => union);
  const kind = (names: readonly StepKind[], fields: Fields): z.ZodObject => {
    const written = maybe(z.enum(names), 'Told by the other fields.', { doNotSuggest: true });
    return z.strictObject({ ...base, ...fields, ...stepFields, kind: written }).meta(rules);
  };
  const union: z.ZodType = z
    .union([
      kind(['action'], {
        ...called,
        transform: maybe(transform, 'The registered transformer that reshapes the inputs for the action.'),
        ...attemptFields,
        cache: maybe(cache, 'Uses the output of an equal call again.'),
      }),
      kind(['choice'], { choose: shown(choice, 'Runs some steps and skips others, by expressions.') }),
      kind(['wait', 'deferredChoice'], {
        wait: shown(
          awaited,
          'Waits for a signal, for a span, until a moment, or for whichever of several comes first.',
        ),
      }).meta({ allOf: [...rules.allOf, deferred] }),
      kind(['approval'], { approval: shown(approval, 'People decide.') }),
      kind(['end'], { end: shown(end, 'Ends the whole run, wherever it stands.') }),
      kind(['map'], { map: shown(map, 'Runs steps once for each item of a list.') }),
      kind(['loop'], {
        loop: shown(loop, 'Runs steps again and again, up to a cap.'),
      }),
      kind(['workflow'], {
        workflow: shown(childWorkflow, 'Runs another workflow as a child.'),
        ...attemptFields,
      }),
      kind(['interleave'], {
        interleave: shown(interleave, 'Runs each of its steps once, one at a time.'),
      }),
    ])
    .meta({ id });
  return union;
}
