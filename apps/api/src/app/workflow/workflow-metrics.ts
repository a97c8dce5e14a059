import { Inject, Injectable } from '@nestjs/common';
import { Gauge, type Metric } from 'prom-client';
import { AgentRegistry } from './agents/agent-registry.js';
import { WORKFLOW_ENGINE } from './engine.provider.js';
import type { Engine } from './engine.js';
import { agentHealth } from './runs/agent-health.js';

/** The engine's own figures, for whichever registry the host prints. */
@Injectable()
export class WorkflowMetrics {
  constructor(
    @Inject(WORKFLOW_ENGINE) private readonly engine: Engine,
    private readonly registry: AgentRegistry,
  ) {}

  /** Outcomes of webhooks and triggers, attempts in this process, and each agent's queue read at the moment of the scrape. */
  metrics(): Metric[] {
    const { queues, active, webhookCounters, triggerCounters, store, keys } = this.engine;
    const { registry } = this;
    return [
      ...webhookCounters.registry.getMetricsAsArray(),
      ...triggerCounters.registry.getMetricsAsArray(),
      new Gauge({
        name: 'workflow_queue_jobs',
        help: 'Jobs of each agent, by state.',
        labelNames: ['agent', 'state'],
        registers: [],
        async collect() {
          const health = await agentHealth(queues, registry.names);
          for (const [agent, counts] of Object.entries(health)) {
            for (const state of ['waiting', 'active', 'delayed'] as const) this.set({ agent, state }, counts[state]);
          }
        },
      }),
      new Gauge({
        name: 'workflow_attempts_running',
        help: 'Attempts that this process is running.',
        registers: [],
        collect() {
          this.set(active.size);
        },
      }),
      new Gauge({
        name: 'workflow_runs_active',
        help: 'Runs that have not ended.',
        registers: [],
        async collect() {
          this.set(await store.redis.zcard(keys.active));
        },
      }),
    ] as Metric[];
  }
}
