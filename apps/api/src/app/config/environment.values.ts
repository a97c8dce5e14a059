import { z } from 'zod';

/** A text that holds JSON of the given shape. The parser's own message is not shown: it quotes the text. */
function jsonOf<T>(schema: z.ZodType<T>): z.ZodType<T, string> {
  return z
    .string()
    .transform((value, context): unknown => {
      try {
        return JSON.parse(value) as unknown;
      } catch {
        context.addIssue({ code: 'custom', message: 'is not JSON' });
        return z.NEVER;
      }
    })
    .pipe(schema);
}

const isUnique =
  <T>(key: (entry: T) => string) =>
  (entries: readonly T[]) =>
    new Set(entries.map(key)).size === entries.length;

const name = z.string().min(1).max(200);

/** Who may call the API, and for which team. */
const apiKey = z.object({
  key: z.string().min(16, 'must have at least 16 characters'),
  team: name,
  role: z.enum(['viewer', 'operator', 'author', 'admin'], { error: 'must be viewer, operator, author or admin' }),
  /** The person or program on approvals and in the audit. */
  name,
});
export type ApiKey = z.infer<typeof apiKey>;
export const apiKeys = jsonOf(
  z.array(apiKey).refine(
    isUnique((entry: ApiKey) => entry.key),
    'holds a key twice',
  ),
);

/** E.164 number to the team it belongs to. */
export const numberOwners = jsonOf(
  z
    .record(z.string(), name)
    .refine(
      (owners) => Object.keys(owners).every((number) => /^\+[1-9]\d{6,14}$/.test(number)),
      'must have numbers in E.164 as keys',
    ),
);

const webhookEndpoint = z.object({
  endpoint: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9_-]{0,63}$/, 'must be a letter, then letters, digits, _ or -')
    .refine((endpoint) => endpoint !== 'signalhouse' && endpoint !== 'twilio', 'is a name of a provider'),
  team: name,
  /** Standard Webhooks secret, with or without its `whsec_` prefix. */
  secret: z.string().min(24, 'must have at least 24 characters'),
});
export type WebhookEndpoint = z.infer<typeof webhookEndpoint>;
export const webhookEndpoints = jsonOf(
  z.array(webhookEndpoint).refine(
    isUnique((entry: WebhookEndpoint) => entry.endpoint),
    'holds an endpoint twice',
  ),
);

export interface EncryptionKey {
  readonly id: string;
  /** 32 bytes. */
  readonly key: Buffer;
}
const keyPair = /^[A-Za-z0-9_-]{1,32}:[A-Za-z0-9+/]{43}=$/;

/** `id:base64` of 32 bytes, comma-separated, newest first. */
export const encryptionKeys = z
  .string()
  .refine(
    (value) => value.split(',').every((part) => keyPair.test(part.trim())),
    'must be id:base64 of 32 bytes, comma-separated',
  )
  .transform((value): readonly EncryptionKey[] =>
    value.split(',').map((part) => {
      const [id = '', key = ''] = part.trim().split(':');
      return { id, key: Buffer.from(key, 'base64') };
    }),
  )
  .refine(
    isUnique((entry: EncryptionKey) => entry.id),
    'holds an id twice',
  );

const usd = z.number().min(0);
const price = z.object({ input: usd, cachedInput: usd, output: usd });

/** USD for a million tokens, by model. */
export const modelPrices = jsonOf(z.record(name, price));

/** What the sandbox providers accept and sign with; public, they open nothing. */
export const defaultSandboxCredentials = {
  signalHouseApiKey: 'sandbox-signalhouse-key',
  signalHouseWebhookSecret: 'sandbox-signalhouse-webhook-secret',
  signalHouseGroupId: 'GSANDBOX',
  twilioAccountSid: 'AC5a4db0c55a4db0c55a4db0c55a4db0c5',
  twilioAuthToken: 'sandbox-twilio-auth-token',
  tracerfyToken: 'sandbox-tracerfy-token',
  trestleApiKey: 'sandbox-trestle-key',
  openaiApiKey: 'sk-sandbox-openai-key',
};
export type SandboxCredentials = typeof defaultSandboxCredentials;

/** Credentials of a sandbox that was started with its own; any part. */
export const sandboxCredentials = jsonOf(
  z
    .object(
      Object.fromEntries(Object.keys(defaultSandboxCredentials).map((key) => [key, name])) as Record<
        keyof SandboxCredentials,
        typeof name
      >,
    )
    .partial(),
);
