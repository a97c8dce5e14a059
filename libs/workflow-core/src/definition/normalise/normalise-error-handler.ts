import type { ErrorHandler } from '../definition.js';
import { blankCall, callShape, normaliseActionCall } from './normalise-action-call.js';
import { type ObjectReader, shapeOf } from '../reading/object-reader.js';
import { flagSchema, idSchema, inputsSchema, isJsonObject } from '../reading/schemas.js';
import { withoutUndefined } from '../reading/without-undefined.js';
import { refuseUnbuilt } from './refuse-unbuilt.js';

const handlerShape = shapeOf('`errorHandler`', ['rollback', 'notify', 'announce', 'startWorkflow']);
const startShape = shapeOf('`startWorkflow`', ['id', 'inputs']);
const silent: ErrorHandler = { rollback: false, notify: [], announce: false };
const named: Readonly<Record<string, ErrorHandler>> = {
  none: silent,
  notify: { rollback: false, notify: [], announce: true },
  rollback_workflow: { rollback: true, notify: [], announce: true },
};
export const namedHandlers = Object.keys(named);

/** What is done once the run has failed. */
export function normaliseErrorHandler(definition: ObjectReader): ErrorHandler {
  const written = definition.raw('errorHandler');
  if (written === undefined) return silent;
  if (typeof written === 'string' && Object.hasOwn(named, written)) return named[written] as ErrorHandler;
  if (isJsonObject(written)) return readHandler(definition.object('errorHandler', handlerShape) as ObjectReader);
  const isBuilt = definition.reading.unbuilt['errorHandler.startWorkflow'] === undefined;
  const fields = ['rollback', 'notify', ...(isBuilt ? ['startWorkflow'] : [])].join(', ');
  definition.refuseName('errorHandler', `\`rollback_workflow\`, \`notify\`, \`none\` or {${fields}}`, namedHandlers);
  return silent;
}

function readHandler(reader: ObjectReader): ErrorHandler {
  return withoutUndefined<ErrorHandler>({
    rollback: reader.take('rollback', flagSchema) ?? false,
    notify: reader.objects('notify', callShape, normaliseActionCall, blankCall),
    startWorkflow: readStart(reader),
    announce: reader.take('announce', flagSchema) ?? true,
  });
}

function readStart(handler: ObjectReader): ErrorHandler['startWorkflow'] {
  const reader = handler.object('startWorkflow', startShape);
  refuseUnbuilt(handler, 'startWorkflow', 'errorHandler.startWorkflow');
  if (reader === undefined) return undefined;
  return { id: reader.need('id', idSchema) ?? '', inputs: reader.take('inputs', inputsSchema) ?? {} };
}
