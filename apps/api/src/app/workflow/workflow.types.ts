import type { RunStatus } from '@workflow/contract';
import type { AgentCatalogue, Problem } from '@workflow/core';

/** Who asks: the team that everything is looked up under, and the person or service for the audit trail. */
export interface Caller {
  readonly teamId: string;
  /** Name on the timeline; absent for the engine itself. */
  readonly by?: string;
  /** What they are; approvals ask for it. */
  readonly role?: string;
}

/** A definition as it came: a value, or text with its format, so that problems can carry line and column. */
export type DefinitionSource =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'text'; readonly text: string; readonly format: 'json' | 'yaml' };

export interface PublishedWorkflow {
  readonly id: string;
  readonly version: number;
  /** `sha256:` and hex, over the canonical JSON of the normal form. */
  readonly checksum: string;
  readonly warnings: readonly Problem[];
  /** False when the latest version has the same normal form and nothing was stored. */
  readonly isNew: boolean;
}

export interface ValidationResult {
  readonly valid: boolean;
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

export interface WorkflowSummary {
  readonly id: string;
  readonly name?: string;
  readonly description?: string;
  readonly latestVersion: number;
  readonly checksum: string;
  readonly publishedAt: string;
  readonly publishedBy?: string;
  readonly isRetired: boolean;
}

export interface StartOptions extends Caller {
  /** The latest when absent. */
  readonly version?: number;
  /** 1 (first) to 100; the definition's when absent. */
  readonly priority?: number;
  /** Same key and body gives the same run for as long as the run is kept, at least 24 h. */
  readonly idempotencyKey?: string;
  readonly correlationId?: string;
  readonly traceparent?: string;
}

export interface SignalOptions extends Caller {
  /** The same key and payload within 24 h is the same signal. */
  readonly idempotencyKey?: string;
}

export interface EmitOptions extends Caller {
  /** The same key and payload within 24 h is the same event: it is answered the same and starts nothing again. */
  readonly idempotencyKey?: string;
  readonly correlationId?: string;
  readonly traceparent?: string;
}

export interface StartedRun {
  readonly runId: string;
  readonly status: RunStatus;
  /** False when the idempotency key had started this run before. */
  readonly isNew: boolean;
}

export interface ListRunsQuery extends Caller {
  readonly workflow?: string;
  readonly status?: RunStatus;
  /** Milliseconds since 1970: only runs created at or after. */
  readonly since?: number;
  readonly cursor?: string;
  /** 1 to 100, default 20. */
  readonly limit?: number;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Opaque; absent on the last page. */
  readonly nextCursor?: string;
}

export interface AgentsView extends AgentCatalogue {
  /** By agent name. */
  readonly health: Readonly<
    Record<
      string,
      { readonly workers: number; readonly waiting: number; readonly active: number; readonly delayed: number }
    >
  >;
  /** Providers that are the sandbox in this process. */
  readonly sandbox: readonly string[];
}
