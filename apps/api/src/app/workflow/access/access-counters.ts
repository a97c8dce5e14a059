import { Injectable } from '@nestjs/common';

/** Why a request was turned away. */
export const denialReasons = ['no_key', 'unknown_key', 'role'] as const;
export type DenialReason = (typeof denialReasons)[number];

/** How many requests this process has turned away since it started; metrics read it. */
@Injectable()
export class AccessCounters {
  private readonly counts: Record<DenialReason, number> = { no_key: 0, unknown_key: 0, role: 0 };

  denied(reason: DenialReason): void {
    this.counts[reason] += 1;
  }

  read(): Readonly<Record<DenialReason, number>> {
    return { ...this.counts };
  }
}
