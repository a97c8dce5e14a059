import type { CallContext } from './call-context.js';

type Outcome = { readonly kind: string; readonly providerId?: string; readonly costUsd?: number };
type Attempt = (intent: { readonly key: string }) => Promise<Outcome>;

/** What an agent sent through the context, in order. */
export interface FakeSend {
  readonly request: Record<string, unknown>;
  readonly outcome: Outcome;
}

/** Context of tests: everything that an action is given, with a log and sends that can be read. */
export interface FakeContext extends CallContext {
  readonly teamId: string;
  readonly runId: string;
  readonly stepId: string;
  readonly attempt: number;
  readonly idempotencyKey: string;
  readonly settings: { readonly enabled: boolean; model?: string; persona?: string; numbers?: readonly string[] };
  readonly logger: Record<'debug' | 'info' | 'warn' | 'error', (fields: object, message?: string) => void>;
  readonly lines: object[];
  readonly sends: FakeSend[];
  progress(fraction: number, note?: string): void;
  heartbeat(): void;
  /** Calls the attempt once; an outcome other than accepted is thrown as an Error that names it. */
  send(
    request: object,
    attempt: Attempt,
  ): Promise<{ provider: string; providerId: string; at: number; costUsd?: number }>;
}

/** A context of `team_123` at a fixed time; any part can be replaced. */
export function fakeContext(parts: Partial<FakeContext> = {}): FakeContext {
  const lines: object[] = [];
  const sends: FakeSend[] = [];
  const write = (fields: object, message?: string) => void lines.push({ ...fields, message });
  const context: FakeContext = {
    signal: new AbortController().signal,
    correlationId: 'corr-1',
    traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    teamId: 'team_123',
    runId: 'run_1',
    stepId: 'step_1',
    attempt: 1,
    idempotencyKey: 'run_1-step_1',
    settings: { enabled: true },
    logger: { debug: write, info: write, warn: write, error: write },
    lines,
    sends,
    now: () => Date.parse('2026-11-20T15:00:00.000Z'),
    progress: () => undefined,
    heartbeat: () => undefined,
    send: async (request, attempt) => {
      const outcome = await attempt({ key: context.idempotencyKey });
      sends.push({ request: request as Record<string, unknown>, outcome });
      if (outcome.kind !== 'accepted') throw new Error(`send ended ${outcome.kind}`);
      const provider = String((request as { provider?: unknown }).provider);
      return { provider, providerId: outcome.providerId ?? '', at: context.now(), costUsd: outcome.costUsd };
    },
    ...parts,
  };
  return context;
}
