import type { EnvironmentProblem } from './environment-error.js';
import type { VariableName, Variables } from './environment.schema.js';
import { defaultSandboxCredentials, type SandboxCredentials } from './environment.values.js';

interface ProviderSettings {
  readonly baseUrl: string;
  readonly timeoutMs: number;
  /** True for the stand-in provider of development, which says so in every output. */
  readonly isSandbox: boolean;
}

/** Where each provider is and how to log in. */
export interface Providers {
  readonly signalHouse: ProviderSettings & {
    readonly apiKey: string;
    readonly groupId?: string;
  };
  readonly twilio: ProviderSettings & { readonly accountSid: string; readonly authToken: string };
  readonly tracerfy: ProviderSettings & { readonly apiKey: string };
  readonly trestle: ProviderSettings & { readonly apiKey: string };
  readonly openai: ProviderSettings & { readonly apiKey: string };
}

/** Paths of the providers inside the sandbox. */
const sandboxPaths = {
  signalHouse: '/signalhouse',
  twilio: '/twilio',
  tracerfy: '/tracerfy/v1/api',
  trestle: '/trestle',
  openai: '/openai/v1',
} as const satisfies Record<keyof Providers, string>;

/**
 * Each provider is the real one when its key is set, else the sandbox when that has an address, else a problem that
 * names the missing variable. Undefined when there is a problem.
 */
export function resolveProviders(variables: Variables, problems: EnvironmentProblem[]): Providers | undefined {
  const before = problems.length;
  const credentials = { ...defaultSandboxCredentials, ...variables.SANDBOX_CREDENTIALS };
  const place = placeOf(variables, problems);
  const groupId = variables.SIGNALHOUSE_GROUP_ID;
  const signalHouse = place('signalHouse', ['SIGNALHOUSE_API_KEY'], variables.SIGNALHOUSE_BASE_URL);
  const twilio = place('twilio', ['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN'], variables.TWILIO_BASE_URL);
  const tracerfy = place('tracerfy', ['TRACERFY_API_TOKEN'], variables.TRACERFY_BASE_URL);
  const trestle = place('trestle', ['TRESTLE_API_KEY'], variables.TRESTLE_API_URL);
  const openai = place('openai', ['OPENAI_API_KEY'], variables.OPENAI_BASE_URL);
  if (problems.length > before) return undefined;
  const keyOf = (own: string | undefined, name: keyof SandboxCredentials) => own ?? credentials[name];
  return {
    signalHouse: {
      ...signalHouse,
      apiKey: keyOf(variables.SIGNALHOUSE_API_KEY, 'signalHouseApiKey'),
      groupId: groupId ?? (signalHouse.isSandbox ? credentials.signalHouseGroupId : undefined),
    },
    twilio: {
      ...twilio,
      accountSid: keyOf(variables.TWILIO_ACCOUNT_SID, 'twilioAccountSid'),
      authToken: keyOf(variables.TWILIO_AUTH_TOKEN, 'twilioAuthToken'),
    },
    tracerfy: { ...tracerfy, apiKey: keyOf(variables.TRACERFY_API_TOKEN, 'tracerfyToken') },
    trestle: { ...trestle, apiKey: keyOf(variables.TRESTLE_API_KEY, 'trestleApiKey') },
    openai: {
      ...openai,
      apiKey: keyOf(variables.OPENAI_API_KEY, 'openaiApiKey'),
      timeoutMs: variables.OPENAI_TIMEOUT_MS,
    },
  };
}

function placeOf(variables: Variables, problems: EnvironmentProblem[]) {
  const { SANDBOX_URL: sandboxUrl, PROVIDER_TIMEOUT_MS: timeoutMs } = variables;
  return (provider: keyof Providers, keys: readonly VariableName[], realUrl: string): ProviderSettings => {
    const missing = keys.filter((key) => variables[key] === undefined);
    if (missing.length === 0) {
      // Own keys with the sandbox's address are the sandbox still.
      const isSandbox = sandboxUrl !== undefined && new URL(sandboxUrl).origin === new URL(realUrl).origin;
      return { baseUrl: realUrl, timeoutMs, isSandbox };
    }
    if (missing.length < keys.length || sandboxUrl === undefined) {
      const given = keys.find((key) => !missing.includes(key));
      const message = given === undefined ? 'is required without SANDBOX_URL' : `is required beside ${given}`;
      problems.push(...missing.map((variable) => ({ variable, message })));
    }
    return { baseUrl: `${sandboxUrl ?? ''}${sandboxPaths[provider]}`, timeoutMs, isSandbox: true };
  };
}
