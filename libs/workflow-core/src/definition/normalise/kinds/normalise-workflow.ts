import { type ObjectReader, shapeOf } from '../../reading/object-reader.js';
import { countSchema, flagSchema, idSchema, inputsSchema, oneOf } from '../../reading/schemas.js';
import { withoutUndefined } from '../../reading/without-undefined.js';
import type { WorkflowStep } from '../../step-kinds.js';
import { takeActionCall } from '../normalise-action-call.js';
import { normaliseRetry } from '../normalise-retry.js';
import type { OwnFields } from './own-fields.js';

const workflowShape = shapeOf('`workflow`', ['id', 'version', 'inputs', 'wait', 'onParentCancel']);
export const onParentCancelSchema = oneOf(['cancel', 'abandon']);

/** The child run of a step. It is tried again only where `retry` is written. */
export function normaliseWorkflow(step: ObjectReader): OwnFields<WorkflowStep> | undefined {
  const reader = step.object('workflow', workflowShape);
  if (reader === undefined) return undefined;
  const workflow: WorkflowStep['workflow'] = {
    id: reader.need('id', idSchema) ?? '',
    version: reader.take('version', countSchema),
    inputs: reader.take('inputs', inputsSchema) ?? {},
    wait: reader.take('wait', flagSchema) ?? true,
    onParentCancel: reader.take('onParentCancel', onParentCancelSchema) ?? 'cancel',
  };
  return withoutUndefined<OwnFields<WorkflowStep>>({
    kind: 'workflow',
    workflow: withoutUndefined(workflow),
    retry: step.has('retry') ? normaliseRetry(step) : undefined,
    compensate: takeActionCall(step, 'compensate'),
  });
}
