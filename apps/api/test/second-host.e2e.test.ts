import { BullModule, InjectQueue, Processor, WorkerHost } from '@nestjs/bullmq';
import {
  Body,
  Catch,
  Controller,
  Get,
  HttpException,
  Injectable,
  Module,
  Post,
  UnauthorizedException,
  type ArgumentsHost,
  type CanActivate,
  type ExceptionFilter,
  type ExecutionContext,
} from '@nestjs/common';
import { APP_FILTER, APP_GUARD, HttpAdapterHost, NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { Run, TimelineEvent } from '@workflow/contract';
import { dropPrefix, testRedisUrl, uniquePrefix, until } from '@workflow/testing';
import type { Job, Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  Action,
  Agent,
  WorkflowModule,
  WorkflowService,
  type AccessPort,
  type AgentContext,
} from '../src/app/workflow/index.js';

/** What the host's own guard leaves on a request. */
interface HostUser {
  readonly account: string;
  readonly staff: boolean;
}
const usersByToken: Readonly<Record<string, HostUser>> = {
  'token-of-ann': { account: 'team_ann', staff: true },
  'token-of-bob': { account: 'team_bob', staff: true },
  'token-of-eve': { account: 'team_ann', staff: false },
};

@Injectable()
class HostGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<{ headers: Record<string, string>; user?: HostUser }>();
    const user = usersByToken[request.headers['x-host-token'] ?? ''];
    if (user === undefined) throw new UnauthorizedException('host says no');
    request.user = user;
    return true;
  }
}

/** The port asks whom the host's guard has found; no key of ours exists in this host. */
const access: AccessPort = {
  authenticate: async ({ request }) => {
    const { user } = request as { user?: HostUser };
    return user && { teamId: user.account, role: user.staff ? 'admin' : 'viewer', name: `staff of ${user.account}` };
  },
};

@Catch()
class HostFilter implements ExceptionFilter {
  constructor(private readonly host: HttpAdapterHost) {}
  catch(thrown: unknown, context: ArgumentsHost): void {
    const status = thrown instanceof HttpException ? thrown.getStatus() : 500;
    this.host.httpAdapter.reply(context.switchToHttp().getResponse(), { oops: String(thrown), by: 'host' }, status);
  }
}

const Words = z.strictObject({ words: z.string() });

@Agent('SHOUTER')
@Injectable()
class ShouterAgent {
  @Action('shout', { input: Words, output: Words, effect: 'read' })
  shout({ words }: z.infer<typeof Words>, ctx: AgentContext) {
    return { words: `${words.toUpperCase()} for ${ctx.teamId}` };
  }
}

const shouting = {
  id: 'shouting',
  inputs: [{ name: 'text', type: 'string', required: true }],
  steps: [{ id: 'shout', agent: 'SHOUTER', action: 'shout', inputs: { words: '{{trigger.text}}' } }],
  outputs: { said: '{{steps.shout.output.words}}' },
};

@Injectable()
class Greetings {
  constructor(readonly workflows: WorkflowService) {}
  greet(name: string, idempotencyKey?: string) {
    return this.workflows.start(
      'shouting',
      { text: `hello ${name}` },
      { teamId: 'team_ann', by: 'greeter', idempotencyKey },
    );
  }
}

@Controller()
class HostController {
  constructor(
    private readonly greetings: Greetings,
    @InjectQueue('mail') private readonly mail: Queue,
  ) {}
  @Get('runs-of-the-host')
  list() {
    return { from: 'host' };
  }
  @Post('echo')
  echo(@Body() body: unknown) {
    return { body };
  }
  @Post('greet')
  greet(@Body() { name }: { name: string }) {
    return this.greetings.greet(name);
  }
  @Post('mail')
  async post(@Body() body: object) {
    return { jobId: (await this.mail.add('mail', body)).id };
  }
  @Get('broken')
  broken() {
    throw new Error('a mistake of the host');
  }
}

const posted: unknown[] = [];
@Processor('mail')
class MailProcessor extends WorkerHost {
  async process(job: Job): Promise<void> {
    posted.push(job.data);
  }
}

async function startHost(adapter: 'express' | 'fastify') {
  const [bullPrefix, queuePrefix] = [uniquePrefix(), uniquePrefix()];
  const { hostname: host, port } = new URL(testRedisUrl());
  @Module({
    imports: [
      BullModule.forRoot({
        connection: { host, port: Number(port) },
        prefix: bullPrefix,
        defaultJobOptions: { attempts: 7 },
      }),
      BullModule.registerQueue({ name: 'mail' }),
      WorkflowModule.forRoot({
        redisUrl: testRedisUrl(),
        queuePrefix,
        access,
        logger: pino({ level: process.env['TEST_LOG'] ?? 'silent' }),
      }),
      WorkflowModule.forAgent(ShouterAgent),
    ],
    controllers: [HostController],
    providers: [
      Greetings,
      MailProcessor,
      { provide: APP_GUARD, useClass: HostGuard },
      { provide: APP_FILTER, useClass: HostFilter },
    ],
  })
  class HostModule {}

  const redis = new Redis(testRedisUrl());
  const httpAdapter = adapter === 'express' ? new ExpressAdapter() : new FastifyAdapter();
  const app = await NestFactory.create(HostModule, httpAdapter, { logger: false, abortOnError: false });
  app.setGlobalPrefix('backend/v7');
  await app.listen(0, '127.0.0.1');
  const url = `${await app.getUrl()}/backend/v7`;
  return {
    app,
    redis,
    bullPrefix,
    queuePrefix,
    greetings: app.get(Greetings),
    call: async (path: string, { token = 'token-of-ann', body, type = 'application/json', key }: CallInit = {}) => {
      const response = await fetch(`${url}${path}`, {
        method: body === undefined ? 'GET' : 'POST',
        headers: {
          'x-host-token': token,
          ...(body === undefined ? {} : { 'content-type': type }),
          ...(key === undefined ? {} : { 'idempotency-key': key }),
        },
        body,
      });
      const text = await response.text();
      return {
        status: response.status,
        body: (text === '' ? undefined : JSON.parse(text)) as never,
        headers: response.headers,
      };
    },
    close: async () => {
      await app.close();
      await dropPrefix(redis, queuePrefix);
      const keys = await redis.keys(`${bullPrefix}:*`);
      if (keys.length > 0) await redis.unlink(keys);
      await redis.quit();
    },
  };
}
interface CallInit {
  readonly token?: string;
  readonly body?: string;
  readonly type?: string;
  readonly key?: string;
}

// Both live at once, each under its own prefixes of one Redis.
const hosts = {} as Record<'express' | 'fastify', Awaited<ReturnType<typeof startHost>>>;
beforeAll(async () => {
  [hosts.express, hosts.fastify] = await Promise.all([startHost('express'), startHost('fastify')]);
  for (const { call } of Object.values(hosts)) {
    expect(await call('/workflows', { body: JSON.stringify(shouting) })).toMatchObject({ status: 201 });
  }
});
afterAll(() => Promise.all(Object.values(hosts).map((host) => host.close())));

describe.each(['express', 'fastify'] as const)('a host of its own on %s', (adapter) => {
  const call: (typeof hosts)['express']['call'] = (...args) => hosts[adapter].call(...args);

  describe('keeps what is its own:', () => {
    it('routes, even beside names of ours', async () => {
      expect(await call('/runs-of-the-host')).toMatchObject({ status: 200, body: { from: 'host' } });
    });

    it('its error shape on its routes, and on paths that nobody has', async () => {
      expect(await call('/broken')).toMatchObject({ status: 500, body: { by: 'host' } });
      expect(await call('/nowhere')).toMatchObject({ status: 404, body: { by: 'host' } });
    });

    it('its guard', async () => {
      expect(await call('/echo', { token: 'nobody', body: '{}' })).toMatchObject({ status: 401, body: { by: 'host' } });
    });

    it('its body parsing', async () => {
      expect(await call('/echo', { body: '{"a":[1,{"b":null}]}' })).toMatchObject({
        body: { body: { a: [1, { b: null }] } },
      });
      expect(await call('/echo', { body: '{"a":' })).toMatchObject({ status: 400, body: { by: 'host' } });
      const form = await call('/echo', { body: 'a=1&b=2', type: 'application/x-www-form-urlencoded' });
      expect(form).toMatchObject({ status: 201, body: { body: { a: '1', b: '2' } } });
    });

    it('its BullMQ root, prefix, defaults and queue', async () => {
      const { redis, bullPrefix, queuePrefix } = hosts[adapter];
      const { body } = await call('/mail', { body: JSON.stringify({ to: adapter }) });
      await until('the mail is posted', () => posted.some((data) => (data as { to: string }).to === adapter));
      const job = await redis.hgetall(`${bullPrefix}:mail:${(body as { jobId: string }).jobId}`);
      expect(JSON.parse(job['opts'] ?? '{}')).toMatchObject({ attempts: 7 });
      expect(await redis.keys(`${bullPrefix}:workflow*`)).toEqual([]);
      expect(await redis.keys(`{${queuePrefix}*mail*`)).toEqual([]);
    });
  });

  describe('runs workflows with its own agent:', () => {
    it('started by a service of the host', async () => {
      const { workflows } = hosts[adapter].greetings;
      const { runId } = await hosts[adapter].greetings.greet('lee');
      const run = await workflows.result(runId, { teamId: 'team_ann', timeout: 20_000 });
      expect(run).toMatchObject({ status: 'completed', outputs: { said: 'HELLO LEE for team_ann' } });
    });

    it('gives the same run for the same key and inputs, and refuses another body', async () => {
      const { greetings } = hosts[adapter];
      const first = await greetings.greet('kim', 'greet-kim');
      const again = await greetings.greet('kim', 'greet-kim');
      expect([first.isNew, again.isNew, again.runId]).toEqual([true, false, first.runId]);
      await expect(greetings.greet('tom', 'greet-kim')).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
    });

    it('tells what happens as it happens, and ends with the run', async () => {
      const { workflows } = hosts[adapter].greetings;
      const { runId } = await hosts[adapter].greetings.greet('joy');
      const events: TimelineEvent[] = [];
      for await (const event of workflows.events(runId, { teamId: 'team_ann' })) events.push(event);
      expect(events[0]?.data).toMatchObject({ workflowId: 'shouting', by: 'greeter' });
      const types = events.map(({ type }) => type);
      expect([types[0], types.at(-1)]).toEqual(['run.created', 'run.completed']);
      expect(types).toContain('step.completed');
    });

    it('gives the run as it stands when the wait is over before the run', async () => {
      const { workflows } = hosts[adapter].greetings;
      const { runId } = await hosts[adapter].greetings.greet('ida');
      expect(await workflows.result(runId, { teamId: 'team_ann', timeout: 0 })).toMatchObject({ runId });
      await expect(workflows.result(runId, { teamId: 'team_bob', timeout: 0 })).rejects.toMatchObject({
        code: 'NOT_FOUND',
      });
    });

    it('over HTTP below its own prefix, with the links saying so', async () => {
      const started = await call('/workflows/shouting/runs?wait=20', { body: '{"trigger":{"text":"hi"}}' });
      expect(started).toMatchObject({ status: 201, body: { status: 'completed' } });
      const { links } = started.body as { links: { self: string } };
      expect(links.self).toMatch(/^\/backend\/v7\/runs\//);
      const { body } = await call(links.self.slice('/backend/v7'.length));
      expect((body as Run).outputs).toEqual({ said: 'HI for team_ann' });
    });

    it('by a route of the host', async () => {
      const started = await call('/greet', { body: '{"name":"uma"}' });
      expect(started).toMatchObject({ status: 201, body: { isNew: true } });
    });

    it('answers our errors in our shape, behind its guard', async () => {
      const refused = await call('/workflows/shouting/runs', { body: '{"trigger":{}}' });
      expect(refused).toMatchObject({
        status: 422,
        body: { code: 'INVALID_TRIGGER', path: '/backend/v7/workflows/shouting/runs' },
      });
      expect(await call('/workflows/shouting/runs', { body: '{"__proto__":1}' })).toMatchObject({ status: 400 });
      expect(await call('/runs', { token: 'token-of-eve' })).toMatchObject({ status: 200 });
      const viewer = await call('/workflows/shouting/runs', {
        token: 'token-of-eve',
        body: '{"trigger":{"text":"x"}}',
      });
      expect(viewer).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
      expect(await call('/runs/no/such/path')).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
    });

    it('shows nothing of it to another account', async () => {
      expect(await call('/workflows/shouting', { token: 'token-of-bob' })).toMatchObject({ status: 404 });
    });
  });
});
