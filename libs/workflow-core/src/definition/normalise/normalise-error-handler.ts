import type { ErrorHandler } from '../definition.js';
import { blankCall, callShape, normaliseActionCall } from './normalise-action-call.js';
import { type ObjectReader, shapeOf } from '../reading/object-reader.js';
import { flagSchema, idSchema, inputsSchema, isJsonObject } from '../reading/schemas.js';

const handlerShape = shapeOf('`errorHandler`', ['rollback', 'notify', 'announce', 'startWorkflow']);
const startShape = shapeOf('`startWorkflow`', ['id', 'inputs']);
const wanted = '`rollback_workflow`, `notify`, `none` or {rollback, notify, startWorkflow}';
const silent: ErrorHandler = { rollback: false, notify: [], announce: false };
const named: Readonly<Record<string, ErrorHandler>> = {
  none: silent,
  notify: { rollback: false, notify: [], announce: true },
  rollback_workflow: { rollback: true, notify: [], announce: true },
};

/** What is done once the run has failed. */
export function normaliseErrorHandler(definition: ObjectReader): ErrorHandler {
  const written = definition.raw('errorHandler');
  if (written === undefined) return silent;
  if (typeof written === 'string' && Object.hasOwn(named, written)) return named[written] as ErrorHandler;
  if (isJsonObject(written)) return readHandler(definition.object('errorHandler', handlerShape) as ObjectReader);
  definition.refuseName('errorHandler', wanted, Object.keys(named));
  return silent;
}

function readHandler(reader: ObjectReader): ErrorHandler {
  const start = reader.object('startWorkflow', startShape);
  if (start !== undefined) {
    start.need('id', idSchema);
    start.take('inputs', inputsSchema);
    reader.reading.refuseNotBuilt(reader.written('startWorkflow'), '`errorHandler.startWorkflow`');
  }
  return {
    rollback: reader.take('rollback', flagSchema) ?? false,
    notify: reader.objects('notify', callShape, normaliseActionCall, blankCall),
    announce: reader.take('announce', flagSchema) ?? true,
  };
}
