import type { ArmedWait, StepPlace } from '@workflow/core';
import type { RunStore } from '../../state/run-store.js';
import type { SignalBox } from '../../state/signal-box.js';
import { addressOf } from './wait-addresses.js';

/** Takes waits off the lists of those that signals are sent to. */
export class Disarm {
  constructor(
    private readonly store: RunStore,
    private readonly box: SignalBox,
  ) {}

  /** Nothing for a step that is no wait for a signal, or was not armed. */
  async step(teamId: string, runId: string, { path, planned: { control } }: StepPlace): Promise<void> {
    if (control === undefined || !('arms' in control)) return;
    if (control.arms.every(({ awaits }) => awaits.kind !== 'signal')) return;
    const stored = await this.store.redis.hget(this.store.keys.run(teamId, runId), `w:${path}`);
    if (stored !== null) await this.wait(teamId, runId, path, this.store.decode(teamId, runId, stored) as ArmedWait);
  }

  async wait(teamId: string, runId: string, stepId: string, { arms }: ArmedWait): Promise<void> {
    for (const arm of arms) {
      const address = addressOf(this.store.keys, teamId, runId, arm);
      if (address !== undefined) await this.box.disarm(address, runId, stepId);
    }
  }
}
