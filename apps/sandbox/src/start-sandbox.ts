import Fastify from 'fastify';
import type { Backstage } from './backstage.js';
import type { CallbackUrls } from './callback-urls.js';
import { controlRoutes } from './control/routes.js';
import { Courier } from './courier.js';
import { KnobBoard } from './knob-board.js';
import { Ledger } from './ledger.js';
import { openAiRoutes } from './openai/routes.js';
import type { Sandbox, SandboxOptions, SandboxProviders } from './sandbox.js';
import { Scheduler } from './scheduler.js';
import { defaultSecrets, type SandboxSecrets } from './secrets.js';
import { SignalHouseAccount } from './signalhouse/account.js';
import { receiveSignalHouse } from './signalhouse/inbound-message.js';
import { signalHouseRoutes } from './signalhouse/routes.js';
import { tracerfyRoutes } from './tracerfy/routes.js';
import { trestleRoutes } from './trestle/routes.js';
import { TwilioAccount } from './twilio/account.js';
import { receiveTwilioCall, receiveTwilioSms } from './twilio/inbound.js';
import { twilioRoutes } from './twilio/routes.js';
import { takeRawBodies } from './wire.js';

/**
 * Starts one server with all five providers, each under its own path, on a loopback address.
 * Throws RangeError for another host or for a Twilio account sid that is none.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const host = options.host ?? '127.0.0.1';
  if (!['127.0.0.1', '::1', 'localhost'].includes(host)) {
    throw new RangeError(`the sandbox listens on loopback alone, not on ${host}`);
  }
  let url = '';
  const backstage = newBackstage(options, () => options.publicUrl ?? url);
  const { ledger, knobs, courier, scheduler, callbacks } = backstage;
  const signalHouse = new SignalHouseAccount(backstage);
  const twilio = new TwilioAccount(backstage.secrets.twilioAccountSid);

  const server = Fastify({ forceCloseConnections: true, bodyLimit: 20 * 1024 * 1024 });
  takeRawBodies(server);
  server.addHook('onRequest', (_request, reply, done) => {
    void reply.header('x-sandbox', 'true');
    done();
  });
  server.setNotFoundHandler((request, reply) =>
    reply.code(404).send({ sandbox: true, error: `The sandbox has no ${request.method} ${request.url}` }),
  );
  const sandbox: Omit<Sandbox, 'url' | 'providers'> = {
    ledger,
    knobs,
    callbacks: {
      get: () => ({ ...callbacks }),
      set: (urls) => mergeCallbacks(callbacks, urls),
    },
    inbound: {
      signalHouse: (message, how) => receiveSignalHouse(backstage, signalHouse, message, how),
      twilioSms: (message, how) => receiveTwilioSms(backstage, twilio, message, how),
      twilioCall: (call, how) => receiveTwilioCall(backstage, twilio, call, how),
    },
    deliveries: () => courier.deliveries(),
    idle: () => scheduler.idle(),
    close: async () => {
      scheduler.close();
      await server.close();
    },
  };
  const mount = (prefix: string, routes: (scope: typeof server) => void) =>
    server.register(
      (scope, _options, done) => {
        routes(scope as typeof server);
        done();
      },
      { prefix },
    );
  mount('/_sandbox', (scope) => controlRoutes(scope, sandbox));
  mount('/signalhouse', (scope) => signalHouseRoutes(scope, backstage, signalHouse));
  mount('/twilio', (scope) => twilioRoutes(scope, backstage, twilio));
  mount('/tracerfy/v1/api', (scope) => tracerfyRoutes(scope, backstage));
  mount('/trestle', (scope) => trestleRoutes(scope, backstage));
  mount('/openai/v1', (scope) => openAiRoutes(scope, backstage));
  url = await server.listen({ host, port: options.port ?? 0 });
  return { url, providers: providersAt(url, backstage.secrets), ...sandbox };
}

function newBackstage(options: SandboxOptions, publicUrl: () => string): Backstage {
  const secrets: SandboxSecrets = { ...defaultSecrets, ...options.secrets };
  if (!/^AC[0-9a-f]{32}$/.test(secrets.twilioAccountSid)) {
    throw new RangeError('twilioAccountSid must be AC and 32 hex digits');
  }
  const clock = options.clock ?? Date.now;
  const scheduler = new Scheduler();
  return {
    clock,
    secrets,
    scheduler,
    publicUrl,
    ledger: new Ledger(clock),
    knobs: new KnobBoard(options.callbackDelayMs ?? 200),
    courier: new Courier(clock, scheduler),
    callbacks: { ...options.callbacks },
    callbackRetryMs: options.callbackRetryMs ?? [500, 1000],
  };
}

function mergeCallbacks(callbacks: CallbackUrls, urls: { [name in keyof CallbackUrls]?: string | null }): void {
  for (const [name, value] of Object.entries(urls)) {
    const key = name as keyof CallbackUrls;
    if (value === null || value === undefined) delete callbacks[key];
    else callbacks[key] = value;
  }
}

function providersAt(url: string, secrets: SandboxSecrets): SandboxProviders {
  return {
    signalHouse: {
      baseUrl: `${url}/signalhouse`,
      apiKey: secrets.signalHouseApiKey,
      webhookSecret: secrets.signalHouseWebhookSecret,
      groupId: secrets.signalHouseGroupId,
    },
    twilio: {
      baseUrl: `${url}/twilio`,
      accountSid: secrets.twilioAccountSid,
      authToken: secrets.twilioAuthToken,
    },
    tracerfy: { baseUrl: `${url}/tracerfy/v1/api`, token: secrets.tracerfyToken },
    trestle: { baseUrl: `${url}/trestle`, apiKey: secrets.trestleApiKey },
    openai: { baseUrl: `${url}/openai/v1`, apiKey: secrets.openaiApiKey },
  };
}
