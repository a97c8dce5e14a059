import { Inject, Res } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { routes, type InputOf } from '@workflow/contract';
import type { Registry } from 'prom-client';
import { Input, Serves, WorkflowController, type HttpResponse } from '../workflow/index.js';
import { METRICS_REGISTRY } from './metrics-registry.js';

@WorkflowController()
export class MetricsController {
  constructor(
    @Inject(METRICS_REGISTRY) private readonly registry: Registry,
    private readonly host: HttpAdapterHost,
  ) {}

  @Serves(routes.getMetrics)
  async read(
    @Input() _input: InputOf<typeof routes.getMetrics>,
    @Res({ passthrough: true }) response: HttpResponse,
  ): Promise<string> {
    this.host.httpAdapter.setHeader(response, 'content-type', this.registry.contentType);
    return this.registry.metrics();
  }
}
