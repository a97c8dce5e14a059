import type { Route } from './route.js';
import { eventRoutes } from './routes.events.js';
import { docsRoutes, probeRoutes } from './routes.probes.js';
import { runRoutes } from './routes.runs.js';
import { signalRoutes } from './routes.signals.js';
import { unbuiltRoutes } from './routes.verbs.js';
import { workflowRoutes } from './routes.workflows.js';

/** Every route of the API: handlers are declared by it, tests walk it, the OpenAPI document is made of it. */
export const routes = {
  ...workflowRoutes,
  ...runRoutes,
  ...signalRoutes,
  ...eventRoutes,
  ...unbuiltRoutes,
  ...probeRoutes,
  ...docsRoutes,
} as const satisfies Record<string, Route>;

/** The same as a list, most exact path first: `/workflows/validate` stands before `/workflows/:id`. */
export const routeList: readonly Route[] = Object.values(routes);
