import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import type { AccessCounters, LiveEvents, WorkflowMetrics } from '../workflow/index.js';

/** The registry that `GET /metrics` prints; rooms of the engine put their own figures into it. */
export const METRICS_REGISTRY = Symbol('health:metrics-registry');

/** A registry of its own, never prom-client's global one, which belongs to the host. */
export function metricsRegistry(access: AccessCounters, live: LiveEvents, engine?: WorkflowMetrics): Registry {
  const registry = new Registry();
  for (const metric of engine?.metrics() ?? []) registry.registerMetric(metric);
  collectDefaultMetrics({ register: registry });
  registry.registerMetric(
    new Counter({
      name: 'workflow_http_denied_total',
      help: 'Requests turned away, by reason.',
      labelNames: ['reason'],
      registers: [],
      collect() {
        this.reset();
        for (const [reason, count] of Object.entries(access.read())) this.inc({ reason }, count);
      },
    }),
  );
  registry.registerMetric(
    new Gauge({
      name: 'workflow_http_live_streams',
      help: 'Live event streams that are open.',
      registers: [],
      collect() {
        this.set(live.count);
      },
    }),
  );
  return registry;
}
