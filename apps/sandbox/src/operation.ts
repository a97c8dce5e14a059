import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Backstage } from './backstage.js';
import { reachesProvider, type Fault } from './fault.js';
import type { EffectKind, LedgerEntry, ProviderName } from './ledger.js';

export interface Answer {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
}

export type Effect = Pick<LedgerEntry, 'to' | 'from' | 'body' | 'providerId' | 'accepted' | 'note'>;

/** What the provider did: one effect for each recipient, written to the ledger before the answer leaves. */
export interface Performed {
  answer: Answer;
  effects: Effect[];
}

/** An effect or paid call under way. */
export interface Operation {
  provider: ProviderName;
  kind: EffectKind;
  /** Fields for the ledger when the provider never gets to do anything. */
  attempted: Omit<Effect, 'accepted' | 'providerId'>;
  /** Who decides about built-in faults; the first one with a fault wins. */
  recipients: string[];
  builtIn?: Record<string, Fault<string>>;
  summary: string;
  /** Does the work; `fault` is set when a fault is the provider's own to play. */
  perform: (fault: Fault<string> | undefined) => Performed;
  errorFor: (status: number) => Answer;
}

/** Plays one effect or paid call: finds the fault, does the work unless told not to, writes the ledger, answers. */
export async function conduct(
  backstage: Backstage,
  operation: Operation,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const { knobs, ledger } = backstage;
  const { provider, kind } = operation;
  const fault =
    knobs.takeNext(provider, 'effects') ??
    operation.recipients
      .map((recipient) => knobs.bySuffix(provider, recipient, operation.builtIn))
      .find((found) => found !== undefined);
  const common = { provider, kind, key: keyOf(request), request: operation.summary };

  let answer = operation.errorFor(500);
  if (reachesProvider(fault)) {
    const rounds = fault?.mode === 'double' ? 2 : 1;
    for (let round = 0; round < rounds; round += 1) {
      const performed = operation.perform(fault);
      for (const effect of performed.effects) ledger.append({ ...common, ...noteOf(fault), ...effect });
      if (round === 0) answer = performed.answer;
    }
  } else {
    ledger.append({ ...common, ...operation.attempted, ...noteOf(fault), accepted: false });
  }
  return express(backstage, { provider, fault, answer, errorFor: operation.errorFor }, reply);
}

/** Plays a free request: a list, a poll. Only faults queued for reads meet it. */
export async function conductRead(
  backstage: Backstage,
  provider: ProviderName,
  errorFor: (status: number) => Answer,
  read: () => Answer,
  reply: FastifyReply,
): Promise<unknown> {
  const fault = backstage.knobs.takeNext(provider, 'reads');
  const answer = reachesProvider(fault) ? read() : errorFor(500);
  return express(backstage, { provider, fault, answer, errorFor }, reply);
}

/** Sends an answer in the provider's name. */
export function give(reply: FastifyReply, answer: Answer): FastifyReply {
  reply.code(answer.status).headers(answer.headers ?? {});
  if (answer.body === undefined) return reply.send();
  if (typeof answer.body === 'string') return reply.send(answer.body);
  return reply.type('application/json; charset=utf-8').send(JSON.stringify(answer.body));
}

function keyOf(request: FastifyRequest): string | undefined {
  const key = request.headers['idempotency-key'];
  return Array.isArray(key) ? key[0] : key;
}

function noteOf(fault: Fault<string> | undefined): { note?: string } {
  if (fault === undefined || fault.mode === 'ok') return {};
  return { note: fault.mode === 'status' ? `status ${fault.status}` : fault.mode };
}

interface Expression {
  provider: ProviderName;
  fault: Fault<string> | undefined;
  answer: Answer;
  errorFor: (status: number) => Answer;
}

async function express(
  backstage: Backstage,
  { provider, fault, answer, errorFor }: Expression,
  reply: FastifyReply,
): Promise<unknown> {
  const late = backstage.knobs.of(provider).latencyMs + (fault?.mode === 'slow' ? (fault.ms ?? 1000) : 0);
  // Not the scheduler's clock: an answer on its way is no pending callback, and closing the server ends it.
  if (late > 0) await sleep(late, undefined, { ref: false });
  switch (fault?.mode) {
    case 'status': {
      const own = errorFor(fault.status ?? 500);
      return give(reply, {
        status: fault.status ?? 500,
        body: fault.body ?? own.body,
        headers: { ...own.headers, ...fault.headers },
      });
    }
    case 'html':
      return give(reply, {
        status: fault.status ?? 502,
        headers: { 'content-type': 'text/html', ...fault.headers },
        body: '<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>',
      });
    case 'empty':
      return give(reply, { status: fault.status ?? 200, headers: fault.headers, body: undefined });
    case 'garbage':
      return give(reply, {
        status: fault.status ?? 200,
        headers: { 'content-type': 'application/json', ...fault.headers },
        body: '{"sandbox": true, "cut off',
      });
    case 'hang':
    case 'acceptThenHang':
      return reply.hijack();
    case 'drop':
    case 'acceptThenDrop':
      reply.hijack();
      reply.raw.socket?.destroy();
      return reply;
    default:
      return give(reply, { ...answer, headers: { ...answer.headers, ...fault?.headers } });
  }
}
