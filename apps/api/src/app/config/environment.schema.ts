import { z } from 'zod';
import {
  apiKeys,
  encryptionKeys,
  modelPrices,
  numberOwners,
  sandboxCredentials,
  webhookEndpoints,
} from './environment.values.js';

const text = z.string().min(1);
const optional = text.optional();
const url = z
  .url({ protocol: /^https?$/, error: 'must be a URL with http or https' })
  .transform((value) => value.replace(/\/+$/, ''));
const phone = z.string().regex(/^\+[1-9]\d{6,14}$/, 'must be a number in E.164, such as +12125550123');
const list = z.string().transform((value) =>
  value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== ''),
);
const whole = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/, `must be a whole number from ${least} to ${most}`)
    .transform(Number)
    .refine((value) => value >= least && value <= most, `must be a whole number from ${least} to ${most}`);
const oneOf = <const T extends readonly [string, ...string[]]>(values: T) =>
  z.enum(values, { error: `must be one of ${values.join(', ')}` });

/** Every variable that is read, by name. Values are texts on the way in; an empty text counts as absent. */
export const environmentSchema = z.object({
  NODE_ENV: oneOf(['development', 'test', 'production']).default('development'),
  HOST: text.default('127.0.0.1'),
  PORT: whole(0, 65_535).default(3001),
  PUBLIC_URL: url.optional(),
  API_URL: url.optional(),
  LOG_LEVEL: oneOf(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  ALLOWED_ORIGINS: list.optional(),
  REDIS_URL: z
    .string({ error: 'is required, such as redis://127.0.0.1:6379' })
    .regex(/^rediss?:\/\/./, 'must begin with redis:// or rediss://'),

  WORKFLOW_API_KEYS: apiKeys.optional(),
  WORKFLOW_NUMBERS: numberOwners.optional(),
  WORKFLOW_WEBHOOK_ENDPOINTS: webhookEndpoints.optional(),
  WORKFLOW_ENCRYPTION_KEYS: encryptionKeys.optional(),
  WORKFLOW_QUEUE_PREFIX: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,40}$/, 'must be 1 to 40 letters, digits, - or _ (BullMQ keeps : for itself)')
    .default('workflow'),
  WORKFLOW_SHARDS: z.literal('1', { error: 'must be 1: more than one shard is not built' }).default('1'),
  WORKFLOW_ROLE: oneOf(['api', 'worker', 'all']).default('all'),
  WORKFLOW_AGENTS: list.optional(),
  WORKFLOW_RETENTION_DAYS: whole(1, 3_650).default(7),
  WORKFLOW_RETENTION_BYTES: whole(1_048_576, 1_099_511_627_776).default(268_435_456),
  WORKFLOW_INLINE: oneOf(['on', 'off']).default('on'),
  WORKFLOW_LOCK_MS: whole(1_000, 600_000).default(10_000),
  WORKFLOW_STALLED_MS: whole(500, 600_000).default(5_000),
  WORKFLOW_SENDING_WINDOW: z
    .string()
    .regex(/^([01]?\d|2[0-3])-([01]?\d|2[0-4])$/, 'must be two hours, such as 8-21')
    .transform((value) => value.split('-').map(Number) as [number, number])
    .refine(([from, to]) => from < to, 'must begin before it ends')
    .default([8, 21]),

  SANDBOX_URL: url.optional(),
  SANDBOX_CREDENTIALS: sandboxCredentials.optional(),
  PROVIDER_TIMEOUT_MS: whole(100, 120_000).default(10_000),

  SIGNALHOUSE_API_KEY: optional,
  SIGNALHOUSE_BASE_URL: url.default('https://v2.signalhouse.io'),
  SIGNALHOUSE_GROUP_ID: optional,
  SIGNALHOUSE_WEBHOOK_SECRET: optional,
  SIGNALHOUSE_WEBHOOK_SECRET_SECONDARY: optional,
  SIGNALHOUSE_WEBHOOK_TOKEN: optional,
  SIGNALHOUSE_WEBHOOK_TOKEN_SECONDARY: optional,
  SIGNALHOUSE_DEFAULT_NUMBER: phone.optional(),
  TWILIO_ACCOUNT_SID: z
    .string()
    .regex(/^AC[0-9a-fA-F]{32}$/, 'must be AC and 32 hexadecimal digits')
    .optional(),
  TWILIO_AUTH_TOKEN: optional,
  TWILIO_AUTH_TOKEN_SECONDARY: optional,
  TWILIO_BASE_URL: url.default('https://api.twilio.com'),
  TWILIO_PHONE_NUMBER: phone.optional(),
  TRACERFY_API_TOKEN: optional,
  TRACERFY_BASE_URL: url.default('https://tracerfy.com/v1/api'),
  TRESTLE_API_KEY: optional,
  TRESTLE_API_URL: url.default('https://api.trestleiq.com'),
  OPENAI_API_KEY: optional,
  OPENAI_BASE_URL: url.refine((value) => value.endsWith('/v1'), 'must end in /v1').default('https://api.openai.com/v1'),
  OPENAI_MODEL: text.default('gpt-5.4-mini'),
  OPENAI_PRICES: modelPrices.optional(),
  OPENAI_TIMEOUT_MS: whole(100, 600_000).default(25_000),
  SABRINA_PHONE_NUMBER: phone.optional(),
  DEFAULT_PHONE_NUMBER: phone.optional(),

  // Of the API that this product extends: their names stay taken, nothing here reads them.
  APP_ENV: optional,
  APP_SECRET: optional,
  DATABASE_URL: optional,
  FRONTEND_URL: optional,
  ADMIN_API_KEY: optional,
  CALENDAR_URL: optional,
  GIANNA_PHONE_NUMBER: optional,
  CATHY_PHONE_NUMBER: optional,
  SIGNALHOUSE_AUTH_TOKEN: optional,
  SIGNALHOUSE_ACCOUNT_SID: optional,
  SIGNALHOUSE_CAMPAIGN_ID: optional,
  TWILIO_API_KEY: optional,
  ANTHROPIC_API_KEY: optional,
  PERPLEXITY_API_KEY: optional,
});

export type Variables = z.output<typeof environmentSchema>;
export type VariableName = keyof Variables;
