import type { ObjectReader } from '../reading/object-reader.js';
import type { StepKind } from '../step-kinds.js';
import { blankAction } from './kinds/normalise-action.js';
import { normaliseApproval } from './kinds/normalise-approval.js';
import { normaliseChoice } from './kinds/normalise-choice.js';
import { normaliseEnd } from './kinds/normalise-end.js';
import { normaliseInterleave } from './kinds/normalise-interleave.js';
import { normaliseLoop } from './kinds/normalise-loop.js';
import { normaliseMap } from './kinds/normalise-map.js';
import { normaliseWait } from './kinds/normalise-wait.js';
import { normaliseWorkflow } from './kinds/normalise-workflow.js';
import type { OwnFields, ReadInnerSteps } from './kinds/own-fields.js';

type ReadKind = (step: ObjectReader, readInnerSteps: ReadInnerSteps) => OwnFields | undefined;

/** Kinds of step but the action, by the field that makes a step one of them. */
const readers: Readonly<Record<string, ReadKind>> = {
  choose: normaliseChoice,
  map: normaliseMap,
  loop: normaliseLoop,
  workflow: normaliseWorkflow,
  wait: normaliseWait,
  approval: normaliseApproval,
  interleave: normaliseInterleave,
  end: normaliseEnd,
};

/** The fields of a step that make it a step of another kind than an action. */
export const kindFields: readonly string[] = Object.keys(readers);

/** Fields of actions that other kinds do not have. */
const actionFields = ['inputs', 'transform', 'cache'];
/** Fields of actions that workflow steps have as well. */
const attemptFields = ['retry', 'compensate'];

/**
 * What makes a step one of its kind, told by the one field of a kind that is there; undefined for an action, which has
 * none. Refuses two kinds, a written `kind` that is another, and fields that other kinds have.
 */
export function normaliseKind(step: ObjectReader, readInnerSteps: ReadInnerSteps): OwnFields | undefined {
  const fields = kindFields.filter((field) => step.has(field));
  const [own] = fields.map((field) => (readers[field] as ReadKind)(step, readInnerSteps));
  const action = ['agent', 'action'].find((field) => step.has(field));
  const [first, second] = action === undefined ? fields : [action, ...fields];
  if (first !== undefined && second !== undefined) refuseTwoKinds(step, first, second);
  else if (own !== undefined) refuseForeign(step, own.kind);
  else if (fields.length === 0) refuseOtherKind(step, 'action');
  return fields.length === 0 ? undefined : (own ?? blankAction);
}

/** Refuses a step that has nothing of any kind, and says so; false for every other. */
export function refuseNoKind(step: ObjectReader): boolean {
  const fields = ['agent', 'action', ...kindFields];
  if (fields.some((field) => step.has(field)) || step.has('kind')) return false;
  if (step.hasMisspelt(fields)) return true;
  const kinds = kindFields.map((field) => `\`${field}\``).join(', ');
  const message = `${step.what} needs \`agent\` with \`${step.keyOf('action')}\`, or one of ${kinds}.`;
  step.reading.refuse('MISSING_FIELD', step.written('agent'), message);
  return true;
}

function refuseTwoKinds(step: ObjectReader, first: string, second: string): void {
  const message = `\`${step.keyOf(first)}\` and \`${step.keyOf(second)}\` make two kinds of step: keep one of them.`;
  step.reading.refuse('CONFLICTING_FIELDS', step.written(second), message);
}

function refuseForeign(step: ObjectReader, kind: StepKind): void {
  refuseOtherKind(step, kind);
  for (const field of actionFields) step.refuseMisplaced(field, 'action steps');
  if (kind === 'workflow') return;
  for (const field of attemptFields) step.refuseMisplaced(field, 'action and workflow steps');
}

function refuseOtherKind(step: ObjectReader, kind: StepKind): void {
  if (step.has('kind') && step.raw('kind') !== kind) step.refuseValue('kind', `\`${kind}\`, as its other fields say`);
}
