import { Module, type DynamicModule, type ModuleMetadata } from '@nestjs/common';
import { AccessCounters, LiveEvents, WorkflowMetrics } from '../workflow/index.js';
import { HealthController } from './health.controller.js';
import { METRICS_REGISTRY, metricsRegistry } from './metrics-registry.js';
import { MetricsController } from './metrics.controller.js';
import { Readiness, READINESS_CHECKS, type ReadinessCheck } from './readiness.js';

export interface HealthOptions {
  /** The workflow module, which exports what stands before our controllers, and whoever gives the checks. */
  readonly imports: NonNullable<ModuleMetadata['imports']>;
  /** Tokens of providers that are a `ReadinessCheck`. */
  readonly checks: readonly (symbol | string | (new (...given: never[]) => ReadinessCheck))[];
}

/** Liveness, readiness and metrics of this process. */
@Module({})
export class HealthModule {
  static register({ imports, checks }: HealthOptions): DynamicModule {
    return {
      module: HealthModule,
      imports: [...imports],
      controllers: [HealthController, MetricsController],
      providers: [
        { provide: READINESS_CHECKS, inject: [...checks], useFactory: (...found: ReadinessCheck[]) => found },
        {
          provide: METRICS_REGISTRY,
          inject: [AccessCounters, LiveEvents, { token: WorkflowMetrics, optional: true }],
          useFactory: metricsRegistry,
        },
        Readiness,
      ],
      exports: [Readiness, METRICS_REGISTRY],
    };
  }
}
