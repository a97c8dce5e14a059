import type { JsonObject } from '../definition/json.js';
import type { ActionStep, Step } from '../definition/step-kinds.js';
import { runStatuses, stepStatuses } from '../run/status.js';
import { SchemaReader, type Shape } from './schema/schema-reader.js';

const text: JsonObject = { type: 'string' };
const count: JsonObject = { type: 'integer' };
const anything: JsonObject = {};
const texts: JsonObject = { type: 'array', items: text };

/** What `steps.<id>` shows of a step; of its output each step says more. */
export const stepShape = shapeOf({
  status: oneOf(stepStatuses),
  output: anything,
  error: closed({ code: text, message: text }),
  attempts: count,
  startedAt: text,
  finishedAt: text,
});

/** Roots that are the engine's own, with what they hold. */
export const rootShapes: Readonly<Partial<Record<string, Shape>>> = {
  map: shapeOf({ ok: count, failed: count, active: count, total: count, outputs: { type: 'array' } }),
  loop: shapeOf({ index: count, previous: anything }),
  run: shapeOf({ id: text, status: oneOf(runStatuses), error: closed({ stepId: text, code: text, message: text }) }),
};

const choiceShape = shapeOf({ branches: { type: 'array', items: count }, taken: texts });
const approvalShape = shapeOf({ decision: oneOf(['approve', 'reject']), by: texts, form: { type: 'object' } });
const detachedShape = shapeOf({ runId: text });
const interleaveShape = shapeOf({ order: texts });
const timerShape = new SchemaReader({ type: 'null' }).shape;
const listShape = new SchemaReader({ type: 'array' }).shape;

/** What a step that no agent does gives; undefined where that is for others to say. */
export function ownShape(step: Exclude<Step, ActionStep>): Shape {
  switch (step.kind) {
    case 'choice':
      return choiceShape;
    case 'deferredChoice':
      return shapeOf({ chosen: oneOf(step.wait.firstOf.map(({ id }) => id)), payload: anything });
    case 'approval':
      return approvalShape;
    case 'interleave':
      return interleaveShape;
    case 'map':
      return listShape;
    case 'wait':
      return 'signal' in step.wait ? undefined : timerShape;
    case 'workflow':
      return step.workflow.wait ? undefined : detachedShape;
    case 'end':
    case 'loop':
      return undefined;
  }
}

function shapeOf(properties: JsonObject): Shape {
  return new SchemaReader(closed(properties)).shape;
}

function closed(properties: JsonObject): JsonObject {
  return { type: 'object', properties, additionalProperties: false };
}

function oneOf(words: readonly string[]): JsonObject {
  return { type: 'string', enum: [...words] };
}
