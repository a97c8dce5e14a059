import type { Provider, Type } from '@nestjs/common';
import { AccessCounters } from '../access/access-counters.js';
import { ACCESS_PORT } from '../access/access-port.js';
import { AgentsController } from './agents.controller.js';
import { BodyDoor } from './body/body-door.js';
import { BodyReader } from './body/body-reader.js';
import { ErrorResponder } from './errors/error-responder.js';
import { LiveEvents } from './events/live-events.js';
import { EventsController } from './events.controller.js';
import { HostPrefix } from './host-prefix.js';
import { HttpDoor } from './http-door.js';
import {
  defaultHttpOptions,
  HTTP_LOGGER,
  HTTP_OPTIONS,
  nestHttpLogger,
  type HttpLogger,
  type HttpOptions,
} from './http-options.js';
import { DocsController } from './openapi/docs.controller.js';
import { RoleCheck } from './role-check.js';
import { RunVerbsController } from './run-verbs.controller.js';
import { RunsController } from './runs.controller.js';
import { WorkflowsController } from './workflows.controller.js';

/** Beside `WorkflowService`, which they call and nothing else. */
export const httpControllers: readonly Type[] = [
  WorkflowsController,
  RunsController,
  RunVerbsController,
  EventsController,
  AgentsController,
  DocsController,
];

/** What the controllers need besides `WorkflowService` and `ACCESS_PORT`, which the module provides. */
export function httpProviders(
  given: { readonly options?: Partial<HttpOptions>; readonly logger?: HttpLogger } = {},
): Provider[] {
  return [
    { provide: HTTP_OPTIONS, useValue: { ...defaultHttpOptions, ...given.options } },
    { provide: HTTP_LOGGER, useFactory: () => given.logger ?? nestHttpLogger() },
    AccessCounters,
    BodyDoor,
    BodyReader,
    ErrorResponder,
    HttpDoor,
    HostPrefix,
    LiveEvents,
    RoleCheck,
  ];
}

/** For modules whose controllers stand behind our guard and error filter: health, webhooks. */
export const httpExports = [
  ACCESS_PORT,
  HTTP_OPTIONS,
  HTTP_LOGGER,
  AccessCounters,
  BodyDoor,
  BodyReader,
  ErrorResponder,
  LiveEvents,
];
