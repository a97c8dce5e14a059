import { EnvironmentError, type EnvironmentProblem } from './environment-error.js';
import { environmentSchema, type Variables } from './environment.schema.js';
import type { ApiKey, EncryptionKey, WebhookEndpoint } from './environment.values.js';
import { outreachSettings, type OutreachSettings } from './outreach-settings.js';
import { productionProblems, windowProblems } from './production-rules.js';
import { resolveProviders, type Providers } from './provider-settings.js';
import { webhookSecrets, type WebhookSecrets } from './webhook-secrets.js';

/** What the process knows of its surroundings, checked once at boot. */
export interface Environment {
  readonly nodeEnv: Variables['NODE_ENV'];
  readonly host: string;
  readonly port: number;
  /** Base under which providers reach this API, without a slash at the end; their signatures are made over it. */
  readonly publicUrl?: string;
  readonly logLevel: Variables['LOG_LEVEL'];
  readonly allowedOrigins: readonly string[];
  readonly redisUrl: string;
  readonly apiKeys: readonly ApiKey[];
  readonly webhookEndpoints: readonly WebhookEndpoint[];
  /** Newest first; the first one encrypts. */
  readonly encryptionKeys: readonly EncryptionKey[];
  readonly queuePrefix: string;
  readonly shards: 1;
  readonly role: Variables['WORKFLOW_ROLE'];
  /** Agents that this process works; absent means all. */
  readonly agents?: readonly string[];
  /** How long finished runs are kept, and how many bytes of them at most. */
  readonly retention: { readonly days: number; readonly bytes: number };
  /** Whether a step may run in the process that freed it. */
  readonly inline: boolean;
  /** Milliseconds of a job's lock, and between two looks for jobs whose worker is gone: both bound a take-over. */
  readonly lockMs: number;
  readonly stalledMs: number;
  /** Hours of the recipient's day in which messages go out: from the first, until before the second. */
  readonly sendingWindow: { readonly fromHour: number; readonly toHour: number };
  readonly providers: Providers;
  /** Names of the providers that are the sandbox, for the log at boot and for every run. */
  readonly sandbox: readonly string[];
  readonly webhooks: WebhookSecrets;
  readonly model: { readonly name: string; readonly prices: NonNullable<Variables['OPENAI_PRICES']> };
  readonly outreach: OutreachSettings;
}

/**
 * The environment, typed and complete.
 * @throws EnvironmentError naming every bad variable at once, and no value
 */
export function parseEnvironment(env: Readonly<Record<string, string | undefined>>): Environment {
  const problems: EnvironmentProblem[] = [];
  const variables = readVariables(env, problems);
  const bad = new Set(problems.map((problem) => problem.variable));
  const late: EnvironmentProblem[] = [];
  const providers = resolveProviders(variables, late);
  late.push(...productionProblems(variables, providers), ...windowProblems(variables, providers));
  // A variable that is unreadable is not missing as well.
  problems.push(...late.filter((problem) => !bad.has(problem.variable)));
  if (problems.length > 0 || providers === undefined) throw new EnvironmentError(problems);
  const [fromHour, toHour] = variables.WORKFLOW_SENDING_WINDOW;
  const publicUrl = variables.PUBLIC_URL ?? variables.API_URL;
  return {
    nodeEnv: variables.NODE_ENV,
    host: variables.HOST,
    port: variables.PORT,
    publicUrl,
    logLevel: variables.LOG_LEVEL,
    allowedOrigins: variables.ALLOWED_ORIGINS ?? [],
    redisUrl: variables.REDIS_URL,
    apiKeys: variables.WORKFLOW_API_KEYS ?? [],
    webhookEndpoints: variables.WORKFLOW_WEBHOOK_ENDPOINTS ?? [],
    encryptionKeys: variables.WORKFLOW_ENCRYPTION_KEYS ?? [],
    queuePrefix: variables.WORKFLOW_QUEUE_PREFIX,
    shards: 1,
    role: variables.WORKFLOW_ROLE,
    agents: variables.WORKFLOW_AGENTS,
    retention: { days: variables.WORKFLOW_RETENTION_DAYS, bytes: variables.WORKFLOW_RETENTION_BYTES },
    inline: variables.WORKFLOW_INLINE === 'on',
    lockMs: variables.WORKFLOW_LOCK_MS,
    stalledMs: variables.WORKFLOW_STALLED_MS,
    sendingWindow: { fromHour, toHour },
    providers,
    sandbox: Object.entries(providers).flatMap(([name, { isSandbox }]) => (isSandbox ? [name] : [])),
    webhooks: webhookSecrets(variables, providers),
    model: { name: variables.OPENAI_MODEL, prices: variables.OPENAI_PRICES ?? {} },
    outreach: outreachSettings(variables, providers, publicUrl),
  };
}

/** The environment of this process; the only place that reads it. */
export function readEnvironment(): Environment {
  return parseEnvironment(process.env);
}

/** Checks each variable by itself, so that one bad variable hides no other; a bad one is left undefined. */
function readVariables(env: Readonly<Record<string, string | undefined>>, problems: EnvironmentProblem[]): Variables {
  const entries = Object.entries(environmentSchema.shape).map(([variable, schema]) => {
    const value = env[variable]?.trim();
    const parsed = schema.safeParse(value === '' ? undefined : value);
    if (parsed.success) return [variable, parsed.data] as const;
    for (const issue of parsed.error.issues) {
      const at = issue.path.length === 0 ? '' : `at ${issue.path.map(shownPart).join('.')} `;
      problems.push({ variable, message: `${at}${lowerFirst(issue.message)}` });
    }
    // Its default keeps the later checks meaningful.
    return [variable, schema.safeParse(undefined).data] as const;
  });
  return Object.fromEntries(entries) as unknown as Variables;
}

/** Names of fields are ours; every other key came with the value and may be a secret in the wrong place. */
const fieldNames = new Set<PropertyKey>([
  'key',
  'team',
  'role',
  'name',
  'endpoint',
  'secret',
  'input',
  'cachedInput',
  'output',
]);

function shownPart(part: PropertyKey): string {
  return typeof part === 'number' || fieldNames.has(part) ? String(part) : '(key)';
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
