import { Inject, Injectable, type BeforeApplicationShutdown, type OnModuleDestroy } from '@nestjs/common';
import type { ReadyResponse } from '@workflow/contract';

/** One thing that must be there before this process takes work, such as Redis. */
export interface ReadinessCheck {
  readonly name: string;
  /** Undefined when all is well, else the reason, fit for strangers' eyes. A throw counts as a reason without words. */
  check(): Promise<string | undefined>;
}

/** The checks, as a list. */
export const READINESS_CHECKS = Symbol('health:readiness-checks');

/** Milliseconds that one check may take. */
const checkTimeoutMs = 1_000;

/** Whether this process takes work: every check passes, and it is not shutting down. */
@Injectable()
export class Readiness implements OnModuleDestroy, BeforeApplicationShutdown {
  private isDraining = false;

  constructor(@Inject(READINESS_CHECKS) private readonly checks: readonly ReadinessCheck[]) {}

  /** From here on this process answers "draining": its work goes on, no new work should come. */
  drain(): void {
    this.isDraining = true;
  }

  onModuleDestroy(): void {
    this.drain();
  }

  beforeApplicationShutdown(): void {
    this.drain();
  }

  async read(): Promise<ReadyResponse> {
    const found = await Promise.all(this.checks.map(async (check) => [check.name, await outcome(check)] as const));
    const checks = Object.fromEntries(found);
    if (this.isDraining) return { status: 'draining', checks };
    return { status: found.every(([, { ok }]) => ok) ? 'ready' : 'not_ready', checks };
  }
}

async function outcome(check: ReadinessCheck): Promise<{ ok: boolean; reason?: string }> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`no answer in ${checkTimeoutMs} ms`), checkTimeoutMs);
  });
  try {
    const reason = await Promise.race([check.check(), late]);
    return reason === undefined ? { ok: true } : { ok: false, reason };
  } catch {
    return { ok: false, reason: 'the check failed' };
  } finally {
    clearTimeout(timer);
  }
}
