import type { DynamicModule } from '@nestjs/common';
import { startSandbox, type Sandbox } from '@workflow/sandbox';
import { demoApiKey, demoEnvironment } from '../app/config/demo-environment.js';
import { bootApi } from '../boot-api.js';
import { createLogger } from '../lib/logger/logger.js';
import { ApiCaller } from './api-caller.js';

export interface DemoOptions {
  /** Any free port, when `PORT` says none. */
  readonly anyPort: boolean;
  /** Keys and queues of its own; else those that the environment says. */
  readonly queuePrefix?: string;
  /** Modules beside the product's own, such as the agents of a worked case. */
  readonly features?: readonly DynamicModule[];
}

/** Sandbox, API and workers in one process. */
export interface Demo {
  readonly api: ApiCaller;
  readonly apiKey: string;
  readonly sandbox: Sandbox;
  /** Names of the providers for which the sandbox stands in. */
  readonly sandboxed: readonly string[];
  /** Ends everything in order. */
  close(): Promise<void>;
}

/**
 * Starts the demo on the environment of `npm start` and listens.
 * @throws EnvironmentError; Error in one sentence when the port is taken
 */
export async function startDemo({ anyPort, queuePrefix, features = [] }: DemoOptions): Promise<Demo> {
  const sandbox = await startSandbox();
  const environment = await demoEnvironment({ sandboxUrl: sandbox.url, anyPort, queuePrefix });
  const app = await bootApi(environment, createLogger({ level: environment.logLevel }), 'all', features);
  const base = `http://127.0.0.1:${environment.port}`;
  await app.listen(environment.port, environment.host);
  sandbox.callbacks.set({
    signalHouseUrl: `${base}/api/webhooks/signalhouse`,
    twilioSmsUrl: `${base}/api/webhooks/twilio/sms`,
    twilioVoiceUrl: `${base}/api/webhooks/twilio/voice`,
  });
  const apiKey = environment.apiKeys[0]?.key ?? demoApiKey;
  return {
    api: new ApiCaller(`${base}/api`, apiKey),
    apiKey,
    sandbox,
    sandboxed: environment.sandbox,
    close: async () => {
      await app.close();
      await sandbox.close();
    },
  };
}

/** Which providers are stand-ins, in one line. */
export function sandboxLine({ sandboxed, sandbox }: Demo): string {
  if (sandboxed.length === 0) return 'providers all real: messages and calls really go out';
  const names = sandboxed.join(', ');
  return `sandbox   ${names} at ${sandbox.url}: stand-ins, nothing is really sent (set a provider's key to use the real one)`;
}
