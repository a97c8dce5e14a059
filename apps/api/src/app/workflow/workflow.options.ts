import type { AccessPort } from './access/access-port.js';
import type { ApiKey } from './access/api-key-access.js';
import type { EncryptionKey } from './state/codec.js';
import type { AgentSettingsPort } from './agents/agent-settings.port.js';
import type { GateOptions } from './compliance/gate/gate.js';
import type { EngineLogger } from './runtime/engine-logger.js';
import type { InlineOptions } from './runtime/inline-budget.js';
import type { NumberTeams, WebhookEndpoints } from './webhooks/webhook-ports.js';
import type { WebhookOptions } from './webhooks/webhook-options.js';
import type { SweeperOptions } from './runtime/sweeper.js';

/** How a host sets the engine up. */
export interface WorkflowOptions {
  readonly redisUrl: string;
  /** Prefix of every key and queue, `wf` by default; the shard is added, and the braces that keep a run in one slot. */
  readonly queuePrefix?: string;
  /** `all` by default: this process answers requests and works. */
  readonly role?: 'api' | 'worker' | 'all';
  /** Agents that this process works; all that are registered when absent. */
  readonly agents?: readonly string[];
  /** Jobs of one agent that this process works at once, 20 by default. */
  readonly concurrency?: number;
  /** Milliseconds of a job's lock, 10,000 by default, and between two looks for stalled jobs, 5,000. */
  readonly lockMs?: number;
  readonly stalledMs?: number;
  readonly sweeper?: Partial<SweeperOptions>;
  /** Milliseconds between two looks at deadlines and woken jobs, 1,000 by default. */
  readonly tickMs?: number;
  readonly inline?: Partial<InlineOptions>;
  /** Newest first; none leaves state as plain JSON. */
  readonly encryptionKeys?: readonly EncryptionKey[];
  /** Providers that are the sandbox in this process: stamped on every run that is started here. */
  readonly sandbox?: readonly string[];
  readonly sending?: GateOptions;
  readonly agentSettings?: AgentSettingsPort;
  readonly retention?: { readonly days: number; readonly bytes: number };
  /** Secrets of the webhooks, and which team a number or endpoint belongs to; a door without its secret answers 503. */
  readonly webhooks?: Partial<Pick<WebhookOptions, 'publicUrl' | 'signalhouse' | 'twilio' | 'hasRawBody'>> & {
    readonly numbers?: NumberTeams;
    readonly endpoints?: WebhookEndpoints;
  };
  /** Who may call over HTTP; a host that has a guard of its own puts its port here. */
  readonly access?: AccessPort;
  /** Keys of the built-in access, for hosts without a port of their own. */
  readonly apiKeys?: readonly ApiKey[];
  /** True answers every path that no route knows in the shape of our errors; false by default, as a host has its own. */
  readonly ownsEveryPath?: boolean;
  readonly logger: EngineLogger;
  readonly clock?: { now(): number };
}

/** Injection token of the options. */
export const WORKFLOW_OPTIONS = Symbol('WORKFLOW_OPTIONS');

export const systemClock = { now: (): number => Date.now() };
