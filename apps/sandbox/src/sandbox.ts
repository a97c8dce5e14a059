import type { CallbackUrls } from './callback-urls.js';
import type { Clock } from './clock.js';
import type { Delivery } from './courier.js';
import type { InboundOptions, InboundResult } from './inbound.js';
import type { Knobs, KnobsPatch } from './knobs.js';
import type { LedgerEntry } from './ledger.js';
import type { SandboxSecrets } from './secrets.js';
import type { SignalHouseInbound } from './signalhouse/inbound-message.js';
import type { TwilioInboundCall, TwilioInboundSms } from './twilio/inbound.js';

export interface SandboxOptions {
  /** A loopback address; default 127.0.0.1. */
  host?: string;
  /** Default 0: any free port. */
  port?: number;
  /** How the sandbox is reached, for the links it gives out; default its own URL. */
  publicUrl?: string;
  secrets?: Partial<SandboxSecrets>;
  callbacks?: CallbackUrls;
  /** What the providers take for now; timers run on real time. */
  clock?: Clock;
  /** Milliseconds between two statuses of a message or call; default 200. */
  callbackDelayMs?: number;
  /** Milliseconds before the tries after the first of a SignalHouse webhook; default 500 and 1000. */
  callbackRetryMs?: readonly number[];
}

/** Where each provider is and what opens it. */
export interface SandboxProviders {
  signalHouse: { baseUrl: string; apiKey: string; webhookSecret: string; groupId: string };
  twilio: { baseUrl: string; accountSid: string; authToken: string };
  tracerfy: { baseUrl: string; token: string };
  trestle: { baseUrl: string; apiKey: string };
  /** `baseUrl` ends in /v1. */
  openai: { baseUrl: string; apiKey: string };
}

/** A running sandbox. */
export interface Sandbox {
  readonly url: string;
  readonly providers: SandboxProviders;
  readonly ledger: {
    entries(): LedgerEntry[];
    /** Accepted text messages and calls. */
    sends(): LedgerEntry[];
    /** Accepted entries by idempotency key. */
    countByKey(): Record<string, number>;
    clear(): void;
  };
  readonly knobs: {
    get(): Knobs;
    /** Merges; throws UnknownKnobError and then changes nothing. */
    set(patch: KnobsPatch): void;
    reset(): void;
  };
  readonly callbacks: {
    get(): CallbackUrls;
    /** Merges; null removes. */
    set(urls: { [name in keyof CallbackUrls]?: string | null }): void;
  };
  readonly inbound: {
    signalHouse(message: SignalHouseInbound | SignalHouseInbound[], options?: InboundOptions): Promise<InboundResult>;
    twilioSms(message: TwilioInboundSms | TwilioInboundSms[], options?: InboundOptions): Promise<InboundResult>;
    twilioCall(call: TwilioInboundCall | TwilioInboundCall[], options?: InboundOptions): Promise<InboundResult>;
  };
  /** Every webhook sent so far with its tries and answers. */
  deliveries(): Delivery[];
  /** Resolves when no status change and no webhook is pending. */
  idle(): Promise<void>;
  /** Ends every connection and timer; hanging answers are cut. */
  close(): Promise<void>;
}
