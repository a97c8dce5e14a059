import { z } from 'zod';
import { onTimeoutSchema, promptSchema } from '../normalise/kinds/normalise-approval.js';
import { modeSchema } from '../normalise/kinds/normalise-choice.js';
import { outcomeSchema } from '../normalise/kinds/normalise-end.js';
import { onParentCancelSchema } from '../normalise/kinds/normalise-workflow.js';
import {
  countSchema,
  delaySchema,
  expressionSchema,
  flagSchema,
  idSchema,
  idsSchema,
  nameSchema,
  namesSchema,
  templateSchema,
} from '../reading/schemas.js';
import { declaration, payload, payloadObject } from './payload.js';
import { maybe, shown } from './shown.js';

export const transform = z
  .strictObject({
    source: shown(nameSchema, 'What the inputs are made of, such as LUCI.research_lead.'),
    target: shown(nameSchema, 'What they become, such as GIANNA.open_conversation.'),
  })
  .meta({ id: 'Transform' });

export const cache = z
  .strictObject({
    ttl: shown(delaySchema, 'Milliseconds for which an output may be used again.'),
    key: maybe(templateSchema, 'A template that stands in for the inputs when two calls are compared.'),
  })
  .meta({ id: 'Cache' });

const branch = z
  .strictObject({
    when: shown(expressionSchema, 'One expression: the branch is taken when it is true.'),
    // oxlint-disable-next-line unicorn/no-thenable -- `then` is a field of the language
    then: shown(idsSchema, 'Ids of the steps that run when the branch is taken.'),
  })
  .meta({ id: 'Branch' });

export const choice = z
  .strictObject({
    branches: shown(z.array(branch).min(1), 'Looked at in order.'),
    otherwise: maybe(
      idsSchema,
      'Ids of the steps that run when no branch is taken; without it the choice fails with NO_BRANCH_MATCHED.',
    ),
    mode: maybe(modeSchema, '`first` takes the first branch that is true, `every` takes all that are.', {
      default: 'first',
    }),
  })
  .meta({ id: 'Choice' });

export const childWorkflow = z
  .strictObject({
    id: shown(idSchema, 'Id of the workflow that is run.'),
    version: maybe(countSchema, 'Its version; without it the latest when the step begins.'),
    inputs: maybe(payloadObject, 'What its run is triggered with: any JSON with templates.'),
    wait: maybe(flagSchema, 'False lets the step complete at once with {runId}.', { default: true }),
    onParentCancel: maybe(
      onParentCancelSchema,
      'What becomes of the child when its step is cancelled, or, detached, when this run does not complete.',
      { default: 'cancel' },
    ),
  })
  .meta({ id: 'ChildWorkflow' });

const approvers = z
  .strictObject({
    roles: maybe(namesSchema, 'Roles whose people may answer.'),
    users: maybe(namesSchema, 'People who may answer, by name.'),
    count: maybe(countSchema, 'Approvals that it takes; one rejection decides.', { default: 1 }),
  })
  .meta({
    id: 'Approvers',
    allOf: [
      {
        anyOf: ['roles', 'users'].map((field) => ({
          properties: { [field]: { minItems: 1 } },
          required: [field],
        })),
      },
    ],
  });

export const approval = z
  .strictObject({
    prompt: shown(promptSchema, 'What people are asked: a template.'),
    show: maybe(payload, 'Shown beside the prompt: any JSON with templates.'),
    approvers: shown(approvers, 'Who may answer, and how many must approve. Nobody answers in a run of their own.'),
    form: maybe(z.array(declaration), 'What people fill in with their answer.'),
    onTimeout: maybe(onTimeoutSchema, 'What the `timeout` of the step decides.', { default: 'fail' }),
  })
  .meta({ id: 'Approval' });

export const end = z
  .strictObject({
    outcome: shown(outcomeSchema, 'How the run ends. `failed` runs the error handler.'),
    output: maybe(payload, 'What the run gives then: any JSON with templates.'),
  })
  .meta({ id: 'End' });
