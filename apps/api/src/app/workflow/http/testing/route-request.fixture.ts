import type { Route } from '@workflow/contract';
import { fakeRunId } from './fake-workflow-service.fixture.js';

const values: Readonly<Record<string, string>> = {
  id: 'demo',
  runId: fakeRunId,
  version: '1',
  stepId: 'research',
  name: 'answered',
  file: 'start.js',
};

/** A path of the route that the fake service knows. */
export function pathFor(route: Route): string {
  return route.path.replace(/:(\w+)/g, (_, name: string) => values[name] ?? `no-value-for-${name}`);
}

/** A request that the route takes: its example as body. */
export function requestFor(route: Route): { readonly method: string; readonly json?: unknown } {
  return { method: route.method, ...(route.body === undefined ? {} : { json: route.body.example }) };
}
