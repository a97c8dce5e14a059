import type { Problem } from '../../check/problem.js';
import { defaultPriority, type FailurePolicy, type WorkflowDefinition } from '../definition.js';
import type { Json, JsonObject } from '../json.js';
import { normaliseErrorHandler } from './normalise-error-handler.js';
import { normaliseInputDeclarations } from './normalise-input-declarations.js';
import { normaliseOutputs } from './normalise-outputs.js';
import { idFromName, normaliseSteps } from './normalise-steps.js';
import { normaliseTriggers } from './normalise-triggers.js';
import { unbuilt } from './refuse-unbuilt.js';
import { ObjectReader, shapeOf } from '../reading/object-reader.js';
import { plainJson } from '../reading/plain-json.js';
import { Reading } from '../reading/reading.js';
import {
  countSchema,
  descriptionSchema,
  idSchema,
  isJsonObject,
  nameSchema,
  oneOf,
  prioritySchema,
  schemaAddressSchema,
  teamIdSchema,
  templateSchema,
  timeoutSchema,
} from '../reading/schemas.js';
import { showValue } from '../reading/show-value.js';
import { withoutUndefined } from '../reading/without-undefined.js';

/** What the normaliser made of a document. */
export interface NormalisedDefinition {
  /**
   * Complete when there are no problems; else what could be read, with defaults and empty texts in place of what was
   * refused, for further checks alone. Undefined when nothing could be read.
   */
  readonly definition: WorkflowDefinition | undefined;
  /** With the paths of the document as written. */
  readonly problems: readonly Problem[];
  /** Leads from a pointer into the normal form to the pointer into the document as written. */
  readonly writtenPath: (normalPath: string) => string;
}

const fields = [
  ...['id', 'teamId', 'name', 'description', 'inputs', 'triggers', 'steps', 'outputs', 'errorHandler', 'onFailure'],
  ...['timeout', 'priority', 'concurrency'],
];
/** Names a JSON Schema to editors: taken where a document begins, and dropped. */
const schemaField = '$schema';
const definitionShape = shapeOf('a workflow definition', [...fields, schemaField]);
const pipelineShape = shapeOf('`workflow_dsl`', [...fields, 'version'], { tasks: 'steps' });
const wrapperShape = shapeOf('a document with `workflow_dsl`', ['workflowDsl', schemaField]);
const concurrencyShape = shapeOf('`concurrency`', ['key', 'limit']);
export const onFailureSchema = oneOf(['drain', 'continue', 'cancel']);

/**
 * Brings a definition of any spelling (TypeScript object, JSON, the YAML form 2.0, short forms) to the normal form,
 * with every problem of shape. Never throws. The normal form is its own normal form.
 */
export function normaliseDefinition(value: unknown): NormalisedDefinition {
  const plain = plainJson(value);
  const reading = new Reading(unbuilt);
  reading.problems.push(...plain.problems);
  const definition = readDocument(reading, plain.value);
  return { definition, problems: reading.problems, writtenPath: (path) => reading.origins.of(path) };
}

function readDocument(reading: Reading, value: Json | undefined): WorkflowDefinition | undefined {
  if (value === undefined) return undefined;
  if (!isJsonObject(value)) {
    reading.refuse('INVALID_VALUE', '', `A workflow definition must be an object; found ${showValue(value)}.`);
    return undefined;
  }
  if (!Object.hasOwn(value, 'workflow_dsl') && !Object.hasOwn(value, 'workflowDsl')) {
    return readDefinition(new ObjectReader(reading, { written: '', normal: '' }, value, definitionShape), false);
  }
  return readPipeline(reading, value);
}

function readPipeline(reading: Reading, value: JsonObject): WorkflowDefinition | undefined {
  const wrapper = new ObjectReader(reading, { written: '', normal: '' }, value, wrapperShape);
  wrapper.take(schemaField, schemaAddressSchema);
  const inside = wrapper.raw('workflowDsl');
  if (inside === undefined || !isJsonObject(inside)) {
    wrapper.refuseValue('workflowDsl', 'an object');
    return undefined;
  }
  const place = { written: wrapper.written('workflowDsl'), normal: '' };
  reading.origins.set(place.normal, place.written);
  const reader = new ObjectReader(reading, place, inside, pipelineShape);
  const version = reader.raw('version');
  if (version === undefined) reader.refuseMissing('version');
  else if (version !== '2.0') {
    const message = `Version ${showValue(version)} is not read: write \`version: "2.0"\`, with the quotes.`;
    reading.refuse('UNSUPPORTED_VERSION', reader.written('version'), message, '"2.0"');
  }
  return readDefinition(reader, true);
}

function readDefinition(reader: ObjectReader, isPipeline: boolean): WorkflowDefinition {
  reader.take(schemaField, schemaAddressSchema);
  const inputs = normaliseInputDeclarations(reader, 'inputs');
  const name = reader.take('name', nameSchema);
  return withoutUndefined<WorkflowDefinition>({
    id:
      isPipeline && !reader.has('id') && name !== undefined
        ? idFromName(reader, name)
        : (reader.need('id', idSchema) ?? ''),
    teamId: reader.take('teamId', teamIdSchema),
    name,
    description: reader.take('description', descriptionSchema),
    inputs,
    triggers: normaliseTriggers(reader),
    steps: normaliseSteps(reader, inputs, isPipeline),
    outputs: normaliseOutputs(reader),
    errorHandler: normaliseErrorHandler(reader),
    onFailure: (reader.take('onFailure', onFailureSchema) ?? 'drain') satisfies FailurePolicy,
    timeout: reader.take('timeout', timeoutSchema),
    priority: reader.take('priority', prioritySchema) ?? defaultPriority,
    concurrency: normaliseConcurrency(reader),
  });
}

function normaliseConcurrency(definition: ObjectReader): WorkflowDefinition['concurrency'] {
  const reader = definition.object('concurrency', concurrencyShape);
  if (reader === undefined) return undefined;
  return { key: reader.need('key', templateSchema) ?? '', limit: reader.need('limit', countSchema) ?? 1 };
}
