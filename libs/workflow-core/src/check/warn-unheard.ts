import type { WorkflowDefinition } from '../definition/definition.js';
import type { Findings } from './findings.js';

/** Warns of an error handler that does nothing but announce: what listens to announcements is not built yet. */
export function warnUnheard({ errorHandler }: WorkflowDefinition, findings: Findings): void {
  const { announce, rollback, notify } = errorHandler;
  if (!announce || rollback || notify.length > 0) return;
  findings.warn(
    'NOT_BUILT',
    '/errorHandler',
    'A failed run will be announced, but nothing listens to announcements yet: name actions under `notify` to be told.',
  );
}
