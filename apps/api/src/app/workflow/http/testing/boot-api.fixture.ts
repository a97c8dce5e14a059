import { Controller, Get, Module, Post, Body, type INestApplication, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { HealthModule } from '../../../health/health.module.js';
import type { ReadinessCheck } from '../../../health/readiness.js';
import { ACCESS_PORT, ApiKeyAccess, type ApiKey } from '../../access/index.js';
import { WorkflowService } from '../../workflow.service.js';
import { fastifyOptions } from '../fastify-options.js';
import type { HttpLogger, HttpOptions } from '../http-options.js';
import { httpControllers, httpExports, httpProviders } from '../http.providers.js';
import { FakeWorkflowService, fakeTeam } from './fake-workflow-service.fixture.js';

export const adapters = ['fastify', 'express'] as const;
export type Adapter = (typeof adapters)[number];

const key = (role: ApiKey['role'], team = fakeTeam): ApiKey => ({
  key: `${team}-${role}-key-000000`,
  team,
  role,
  name: `${role} of ${team}`,
});
export const keys = {
  viewer: key('viewer'),
  operator: key('operator'),
  author: key('author'),
  admin: key('admin'),
  stranger: key('admin', 'team_other'),
};

/** The routes of a host that has nothing to do with us. */
@Controller('host')
class HostController {
  @Get()
  read(): object {
    return { from: 'host' };
  }

  @Post()
  echo(@Body() body: unknown): unknown {
    return { body };
  }
}

export interface BootedApi {
  readonly app: INestApplication;
  readonly url: string;
  readonly service: FakeWorkflowService;
  readonly checks: { redis: () => Promise<string | undefined> };
  /** Every route of the running router, as the adapter itself lists it. */
  readonly routed: readonly Routed[];
  readonly logged: { level: string; fields: object; message?: string }[];
  /** A request with a key (an admin's unless told), JSON when `json` is given. */
  call(path: string, init?: CallInit): Promise<Response>;
}

export interface Routed {
  readonly method: string;
  readonly path: string;
}

export interface CallInit extends RequestInit {
  readonly key?: ApiKey | null;
  readonly json?: unknown;
}

export interface BootOptions {
  readonly options?: Partial<HttpOptions>;
  readonly controllers?: readonly Type[];
  /** A host that has set nothing up for us: no prefix, no options of its adapter, made through a testing module. */
  readonly isPlain?: boolean;
}

/** The door on a real port over the fake service, beside a host's own controller. */
export async function bootApi(
  adapter: Adapter,
  { options, controllers = [], isPlain = false }: BootOptions = {},
): Promise<BootedApi> {
  const service = new FakeWorkflowService();
  const logged: BootedApi['logged'] = [];
  const checks: BootedApi['checks'] = { redis: async () => undefined };
  const log = (level: string) => (fields: object, message?: string) => void logged.push({ level, fields, message });
  const logger: HttpLogger = { warn: log('warn'), error: log('error') };
  const redis: ReadinessCheck = { name: 'redis', check: () => checks.redis() };

  @Module({
    controllers: [...httpControllers, ...controllers],
    providers: [
      ...httpProviders({ options, logger }),
      { provide: WorkflowService, useValue: service },
      { provide: ACCESS_PORT, useValue: new ApiKeyAccess(Object.values(keys)) },
      { provide: 'redis-check', useValue: redis },
    ],
    exports: [...httpExports, 'redis-check'],
  })
  class DoorModule {}

  @Module({
    imports: [DoorModule, HealthModule.register({ imports: [DoorModule], checks: ['redis-check'] })],
    controllers: [HostController],
  })
  class TestModule {}

  const httpAdapter = adapter === 'fastify' ? new FastifyAdapter(isPlain ? {} : fastifyOptions) : new ExpressAdapter();
  const routed: Routed[] = [];
  if (httpAdapter instanceof FastifyAdapter) {
    httpAdapter.getInstance().addHook('onRoute', ({ method, url: path }) => {
      for (const one of [method].flat()) routed.push({ method: one, path });
    });
  }
  const app = isPlain
    ? (await Test.createTestingModule({ imports: [TestModule] }).compile()).createNestApplication(httpAdapter, {
        logger: false,
      })
    : await NestFactory.create(TestModule, httpAdapter, { logger: false, abortOnError: false });
  const prefix = isPlain ? '' : '/api';
  if (!isPlain) app.setGlobalPrefix(prefix);
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  if (httpAdapter instanceof ExpressAdapter) routed.push(...expressRoutes(httpAdapter.getInstance<ExpressLike>()));
  return {
    app,
    url,
    service,
    checks,
    routed,
    logged,
    call: (path, { key: as = keys.admin, json, ...init } = {}) => {
      const headers = new Headers(init.headers);
      if (as !== null) headers.set('x-api-key', as.key);
      if (json !== undefined) headers.set('content-type', 'application/json');
      return fetch(`${url}${prefix}${path}`, {
        ...init,
        headers,
        ...(json === undefined ? {} : { body: JSON.stringify(json) }),
      });
    },
  };
}

interface ExpressLike {
  readonly router: {
    readonly stack: readonly {
      readonly route?: { readonly path: string; readonly methods: Readonly<Record<string, boolean>> };
    }[];
  };
}

function expressRoutes({ router }: ExpressLike): Routed[] {
  return router.stack.flatMap(({ route }) =>
    Object.keys(route?.methods ?? {}).map((method) => ({ method: method.toUpperCase(), path: route?.path ?? '' })),
  );
}
