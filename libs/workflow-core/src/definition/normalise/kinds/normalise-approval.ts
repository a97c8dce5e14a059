import { type ObjectReader, shapeOf } from '../../reading/object-reader.js';
import { countSchema, jsonSchema, namesSchema, oneOf, text } from '../../reading/schemas.js';
import { withoutUndefined } from '../../reading/without-undefined.js';
import type { ApprovalStep } from '../../step-kinds.js';
import { normaliseInputDeclarations } from '../normalise-input-declarations.js';
import type { OwnFields } from './own-fields.js';

type Approvers = ApprovalStep['approval']['approvers'];

const approvalShape = shapeOf('`approval`', ['prompt', 'show', 'approvers', 'form', 'onTimeout']);
const approversShape = shapeOf('`approvers`', ['roles', 'users', 'count']);
export const promptSchema = text(10_000);
export const onTimeoutSchema = oneOf(['fail', 'approve', 'reject']);
const nobody: Approvers = { roles: [], users: [], count: 1 };

/** What people are asked, who of them, and what they fill in. */
export function normaliseApproval(step: ObjectReader): OwnFields<ApprovalStep> | undefined {
  const reader = step.object('approval', approvalShape);
  if (reader === undefined) return undefined;
  const approval: ApprovalStep['approval'] = {
    prompt: reader.need('prompt', promptSchema) ?? '',
    show: reader.take('show', jsonSchema),
    approvers: normaliseApprovers(reader),
    form: normaliseInputDeclarations(reader, 'form'),
    onTimeout: reader.take('onTimeout', onTimeoutSchema) ?? 'fail',
  };
  return { kind: 'approval', approval: withoutUndefined(approval) };
}

function normaliseApprovers(approval: ObjectReader): Approvers {
  if (!approval.has('approvers')) approval.refuseMissing('approvers');
  const reader = approval.object('approvers', approversShape);
  if (reader === undefined) return nobody;
  const roles = reader.take('roles', namesSchema);
  const users = reader.take('users', namesSchema);
  const count = reader.take('count', countSchema) ?? 1;
  if (isEmpty(reader, 'roles') && isEmpty(reader, 'users')) {
    reader.reading.refuse('MISSING_FIELD', reader.written('roles'), '`approvers` needs at least one role or user.');
  }
  // How many people have a role is not known here.
  const most = isEmpty(reader, 'roles') && users !== undefined ? new Set(users).size : Infinity;
  if (most > 0 && count > most) reader.refuseValue('count', `at most ${most}, as many as there are users`);
  return { roles: roles ?? [], users: users ?? [], count };
}

function isEmpty(reader: ObjectReader, field: string): boolean {
  const written = reader.raw(field);
  return written === undefined || (Array.isArray(written) && written.length === 0);
}
