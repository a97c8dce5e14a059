import { z } from 'zod';
import { defaultPriority } from '../definition.js';
import { onFailureSchema } from '../normalise/normalise-definition.js';
import { namedHandlers } from '../normalise/normalise-error-handler.js';
import { maxSteps } from '../normalise/normalise-steps.js';
import {
  countSchema,
  descriptionSchema,
  flagSchema,
  idSchema,
  keySchema,
  nameSchema,
  prioritySchema,
  schemaAddressSchema,
  teamIdSchema,
  templateSchema,
  timeoutSchema,
} from '../reading/schemas.js';
import { call } from './calls.js';
import { declaration, payloadObject } from './payload.js';
import { maybe, shown } from './shown.js';
import { idOrName, step, task } from './steps.js';
import { trigger } from './triggers.js';

const from = shown(templateSchema, 'A template; `analyze.output` is short for {{steps.analyze.output}}.');
const outputs = z
  .union([
    z.record(keySchema, from),
    z.array(z.strictObject({ name: shown(keySchema, 'Under which the value is given.'), from })),
  ])
  .meta({ id: 'Outputs' });

const startWorkflow = z
  .strictObject({
    id: shown(idSchema, 'Id of the workflow.'),
    inputs: maybe(payloadObject, 'What its run is triggered with: any JSON with templates.'),
  })
  .meta({ id: 'StartWorkflow' });

const errorHandler = z
  .union([
    z.enum(namedHandlers),
    z.strictObject({
      rollback: maybe(flagSchema, 'Undoes the completed steps, the last one first.', { default: false }),
      notify: maybe(z.array(call), 'Actions that are called, in order. They may read `run` and its error.'),
      startWorkflow: maybe(startWorkflow, 'A workflow that is started.', { feature: 'errorHandler.startWorkflow' }),
      announce: maybe(flagSchema, 'Whether listeners hear of it.', { default: true, doNotSuggest: true }),
    }),
  ])
  .meta({ id: 'ErrorHandler' });

const concurrency = z
  .strictObject({
    key: shown(templateSchema, 'A template over `trigger` and `team`.'),
    limit: shown(countSchema, 'Runs at once under one key.'),
  })
  .meta({ id: 'Concurrency' });

const workflowId = shown(
  idSchema,
  'Names the workflow: a letter, then letters, digits, `_` or `-`, at most 64 characters.',
);

const fields = {
  teamId: maybe(teamIdSchema, 'The team that it is meant for. Publishing for another one is refused.'),
  name: maybe(nameSchema, 'For people.'),
  description: maybe(descriptionSchema, 'For people.'),
  inputs: maybe(
    z.array(declaration),
    'What a trigger must bring. A start that does not match is refused; inputs that are not named here are kept.',
  ),
  triggers: maybe(z.array(trigger), 'What starts runs besides the API.'),
  outputs: maybe(outputs, 'What the run gives: templates by name, or a list of {name, from}.'),
  errorHandler: maybe(
    errorHandler,
    'What is done once the run has failed: `rollback_workflow` undoes completed steps in reverse order, `notify` ' +
      'tells listeners, or both and more as an object.',
    { default: 'none' },
  ),
  onFailure: maybe(
    onFailureSchema,
    'What a failure does to the rest: `drain` lets running attempts end and begins nothing more, `continue` runs all ' +
      'that does not depend on the failure, `cancel` aborts what runs.',
    { default: 'drain' },
  ),
  timeout: maybe(timeoutSchema, 'Milliseconds for the whole run, waits included.'),
  priority: maybe(prioritySchema, 'Of its runs among others: 1 is first, 100 last.', {
    default: defaultPriority,
  }),
  concurrency: maybe(concurrency, 'How many runs there are at once under one key.'),
};
const steps = (of: z.ZodType) => z.array(of).min(1).max(maxSteps);
const $schema = maybe(schemaAddressSchema, 'Names the JSON Schema to an editor; the product does not look at it.');

/** A definition in camel case or snake case. */
export const definition = z.strictObject({
  $schema,
  id: workflowId,
  ...fields,
  steps: shown(steps(step), 'Run in the order of what they wait for, at once where nothing stands between them.'),
});

const pipeline = z
  .strictObject({
    version: shown(z.literal('2.0'), 'Of the form, with its quotes.'),
    id: workflowId.optional(),
    ...fields,
    name: maybe(nameSchema, 'For people. Makes the id, in kebab-case, when there is none.'),
    tasks: shown(steps(task), 'The steps: run in the order of what they wait for.', { aliases: ['steps'] }),
  })
  .meta(idOrName);

/** The YAML form 2.0. */
export const document = z.strictObject({
  $schema,
  workflowDsl: shown(pipeline, 'A definition in the YAML form 2.0.'),
});
